"""The five wires, each written from its vendor's reference."""
