"""Every address of the app, by noun."""

from django.urls import URLPattern, path, re_path

from projects.rules.options import NAMES
from projects.views import (
    accounts,
    boards,
    budget,
    callbacks,
    comparisons,
    connections,
    decisions,
    elements,
    history,
    landing,
    media,
    pictures,
    projects,
    shots,
    shotwise,
    stream,
    takes,
    traces,
    workspaces,
)

PEOPLE = [
    path("", landing.home, name="home"),
    path("demo/", landing.open_demo, name="demo"),
    path("keep/", accounts.keep, name="keep"),
    path("me/", accounts.me, name="me"),
    path("help/", accounts.help_page, name="help"),
    path("_/me/theme/", accounts.theme, name="theme"),
    path("_/me/coach/", accounts.coach, name="coach"),
]

WORKSPACES = [
    path("w/<slug:workspace>/", workspaces.wall, name="workspace"),
    path("w/<slug:workspace>/trash/", workspaces.bin, name="trash"),
    path("_/workspaces/", workspaces.create, name="workspace_create"),
    path("_/w/<slug:workspace>/", workspaces.rename, name="workspace_rename"),
    path("_/palette/", workspaces.palette, name="palette"),
    re_path(r"^_/trash/(?P<kind>project|board|shot|element|take)/(?P<slug>[\w-]+)/$", workspaces.purge, name="purge"),
]

PROJECTS = [
    path("w/<slug:workspace>/p/<slug:project>/", projects.page, name="project"),
    path("w/<slug:workspace>/p/<slug:project>/reel/", projects.reel, name="reel"),
    path("_/w/<slug:workspace>/projects/", projects.create, name="project_create"),
    path("_/p/<slug:project>/", projects.change, name="project_change"),
    path("_/p/<slug:project>/wall/", projects.wall, name="project_wall"),
    path("_/p/<slug:project>/archive/", projects.archive, name="project_archive"),
    path("_/p/<slug:project>/restore/", projects.restore, name="project_restore"),
    path("_/p/<slug:project>/boards/", projects.new_board, name="board_create"),
    path("_/p/<slug:project>/reel/", projects.order, name="board_arrange"),
    path("_/p/<slug:project>/reel/assemble/", projects.assemble, name="reel_assemble"),
    path("_/b/<slug:board>/rename/", projects.rename_board, name="board_rename"),
    path("_/b/<slug:board>/duplicate/", projects.duplicate_board, name="board_duplicate"),
    path("_/b/<slug:board>/trash/", projects.trash_board, name="board_trash"),
    path("_/b/<slug:board>/restore/", projects.restore_board, name="board_restore"),
]

MEDIA = [
    path("_/uploads/", pictures.upload, name="upload"),
    re_path(r"^_/pictures/(?P<picture>[\w-]+)/(?P<size>full|small)/$", media.picture, name="picture"),
    re_path(r"^_/clips/(?P<clip>[\w-]+)/(?P<part>video|poster|sprite)/$", media.clip, name="clip"),
]

ELEMENTS = [
    path("w/<slug:workspace>/elements/", elements.library, name="elements"),
    path("w/<slug:workspace>/p/<slug:project>/elements/", elements.of_project, name="project_elements"),
    path("_/elements/", elements.create, name="element_create"),
    path("_/elements/<slug:element>/", elements.change, name="element"),
    path("_/elements/<slug:element>/sheet/", elements.sheet, name="element_sheet"),
    path("_/elements/<slug:element>/pictures/", elements.arrange, name="element_pictures"),
    path("_/elements/<slug:element>/duplicate/", elements.duplicate, name="element_duplicate"),
    path("_/elements/<slug:element>/link/", elements.link, name="element_link"),
    path("_/elements/<slug:element>/restore/", elements.restore, name="element_restore"),
    path("_/b/<slug:board>/mentions/", elements.mentions, name="mentions"),
]

TAKES = [
    path("w/<slug:workspace>/b/<slug:board>/takes/", takes.page, name="takes"),
    path("w/<slug:workspace>/b/<slug:board>/takes/compare/", comparisons.page, name="compare"),
    path("_/b/<slug:board>/takes/own/", comparisons.add, name="take_own"),
    path("_/b/<slug:board>/render/", takes.start, name="take_start"),
    path("_/b/<slug:board>/render/bar/", takes.bar, name="render_bar"),
    path("_/b/<slug:board>/renderers/", traces.renderers, name="renderers"),
    path("_/b/<slug:board>/render/preview/", traces.preview, name="render_preview"),
    path("_/b/<slug:board>/takes/", takes.listing, name="take_list"),
    path("_/b/<slug:board>/stage/", takes.stage, name="take_stage"),
    path("_/t/<slug:take>/", takes.trash, name="take"),
    path("_/t/<slug:take>/cancel/", takes.cancel, name="take_cancel"),
    path("_/t/<slug:take>/retry/", takes.retry, name="take_retry"),
    path("_/t/<slug:take>/pick/", takes.pick, name="take_pick"),
    path("_/t/<slug:take>/timeline/", traces.timeline, name="take_timeline"),
    path("_/t/<slug:take>/check/", decisions.check, name="take_check"),
    path("_/t/<slug:take>/shots/", shotwise.shots, name="take_shots"),
    path("_/t/<slug:take>/shots/<int:number>/", shotwise.again, name="take_shot"),
    path("_/t/<slug:take>/cuts/", shotwise.cuts, name="take_cuts"),
    path("_/t/<slug:take>/cuts/<int:number>/", shotwise.cut, name="take_cut"),
    path("_/t/<slug:take>/fetch/", decisions.fetch, name="take_fetch"),
    path("_/t/<slug:take>/close/", decisions.close, name="take_close"),
    path("_/t/<slug:take>/approve/", decisions.approve, name="take_approve"),
    path("_/t/<slug:take>/decline/", decisions.decline, name="take_decline"),
    path("_/t/<slug:take>/restore/", takes.restore, name="take_restore"),
]

BOARDS = [
    path("w/<slug:workspace>/b/<slug:board>/", boards.editor, name="board"),
    path("w/<slug:workspace>/b/<slug:board>/history/", history.page, name="board_history"),
    path("_/b/<slug:board>/", boards.change, name="board_change"),
    path("_/b/<slug:board>/mode/", boards.choose, {"what": "mode"}, name="board_mode"),
    path("_/b/<slug:board>/method/", boards.choose, {"what": "method"}, name="board_method"),
    re_path(rf"^_/b/(?P<board>[-\w]+)/choices/(?P<what>{'|'.join(NAMES)})/$", boards.choose, name="board_choice"),
    path("_/b/<slug:board>/inspector/", boards.inspector, name="inspector"),
    path("_/b/<slug:board>/regions/", boards.regions, name="board_regions"),
    path("_/b/<slug:board>/timing/", boards.retime, name="board_timing"),
    path("_/b/<slug:board>/order/", boards.order, name="board_order"),
    path("_/b/<slug:board>/undo/", boards.undo, name="board_undo"),
    path("_/b/<slug:board>/redo/", boards.redo, name="board_redo"),
    path("_/b/<slug:board>/preflight/<slug:code>/fix/", boards.fix, name="board_fix"),
    path("_/b/<slug:board>/versions/", history.keep, name="version_keep"),
    path("_/v/<slug:version>/restore/", history.restore, name="version_restore"),
    path("_/o/<slug:operation>/revert/", history.revert, name="operation_revert"),
]

SHOTS = [
    path("_/b/<slug:board>/shots/", shots.add, name="shot_add"),
    path("_/b/<slug:board>/shots/bulk/", shots.bulk, name="shot_bulk"),
    path("_/s/<slug:shot>/", shots.change, name="shot"),
    path("_/s/<slug:shot>/camera/", shots.camera, name="shot_camera"),
    path("_/s/<slug:shot>/motion/", shots.motion, name="shot_motion"),
    path("_/s/<slug:shot>/go-on/", shots.go_on, name="shot_go_on"),
    path("_/s/<slug:shot>/duplicate/", shots.duplicate, name="shot_duplicate"),
    path("_/s/<slug:shot>/split/", shots.split, name="shot_split"),
    path("_/s/<slug:shot>/restore/", shots.restore, name="shot_restore"),
]

MONEY = [
    path("w/<slug:workspace>/providers/", connections.page, name="connections"),
    path("w/<slug:workspace>/budget/", budget.page, name="budget"),
    path("w/<slug:workspace>/budget/ledger.csv", budget.download, name="ledger"),
    path("_/w/<slug:workspace>/connect/<slug:driver>/", connections.connect, name="connect"),
    path("_/w/<slug:workspace>/limits/", budget.new_limit, name="limit_new"),
    path("_/limits/<slug:limit>/", budget.limit, name="limit"),
    path("_/c/<slug:connection>/test/", connections.test, name="connection_test"),
    path("_/c/<slug:connection>/key/", connections.key, name="connection_key"),
    path("_/c/<slug:connection>/prices/", connections.prices, name="connection_prices"),
    path("_/c/<slug:connection>/limits/", connections.limits, name="connection_limits"),
    path("_/c/<slug:connection>/pause/", connections.pause, name="connection_pause"),
    path("_/c/<slug:connection>/resume/", connections.resume, name="connection_resume"),
    path("_/c/<slug:connection>/", connections.remove, name="connection"),
]

PROVIDERS = [
    re_path(r"^callbacks/(?P<driver>[a-z]+)/(?P<token>[A-Za-z0-9_-]{1,128})/$", callbacks.receive, name="callback"),
    re_path(r"^lent/(?P<signed>[\w:-]+)/picture\.(?P<ending>jpg|png)$", callbacks.lend, name="lent_picture"),
]

LIVE = [path("_/stream/", stream.stream, name="stream")]

urlpatterns: list[URLPattern] = [
    *PEOPLE,
    *WORKSPACES,
    *PROJECTS,
    *BOARDS,
    *SHOTS,
    *ELEMENTS,
    *TAKES,
    *MEDIA,
    *MONEY,
    *PROVIDERS,
    *LIVE,
]
