"""The addresses of the workplace: acts on one or several tips, who has what open, saved lists, rota and beats; must never leave one without its rule."""

from starlette.routing import Route

from domain.permissions import Action
from web.desk import queue_acts, queue_beats, queue_duty
from web.desk.route_rules import Touches
from web.desk.sessions import Desk, SignedIn, allowed


def workplace_routes(desk: Desk) -> list[Route]:
    """All of them."""

    def post(
        path: str, action: Action, handler: SignedIn, touches: Touches | None = None, *, idle: bool = False
    ) -> Route:
        return Route(path, allowed(desk, action, handler, idle=idle, touches=touches), methods=["POST"])

    read, work = Action.READ_TIPS, Action.WORK_ON_TIPS
    give, plan = Action.ASSIGN_TIPS, Action.PLAN_DUTY
    return [
        post("/tips/{tip}/claim", work, queue_acts.claim),
        post("/tips/{tip}/unclaim", work, queue_acts.unclaim),
        # What the page says by itself doesn't count as use.
        post("/tips/{tip}/open", read, queue_acts.look, idle=True),
        post("/tips/{tip}/left", read, queue_acts.look_away, idle=True),
        Route("/tips/{tip}/colleagues", allowed(desk, give, queue_acts.colleagues)),
        Route("/queue/colleagues", allowed(desk, give, queue_acts.colleagues)),
        post("/queue/claim", work, queue_acts.claim_several, Touches.NAMED),
        post("/queue/assign", give, queue_acts.assign_several, Touches.NAMED),
        post("/queue/printed", Action.PRINT_TIPS, queue_acts.printed, Touches.NAMED),
        post("/queue/views", read, queue_acts.save_view, Touches.OWN),
        post("/queue/views/{view}/forget", read, queue_acts.forget_view, Touches.OWN),
        Route("/unit/duty", allowed(desk, read, queue_duty.page)),
        post("/unit/duty", plan, queue_duty.change, Touches.NAMED),
        Route("/unit/beats", allowed(desk, read, queue_beats.page)),
        post("/unit/beats/add", plan, queue_beats.add, Touches.NAMED),
        post("/unit/beats/give", plan, queue_beats.give, Touches.NAMED),
        post("/unit/beats/remove", plan, queue_beats.remove, Touches.NAMED),
        post("/unit/beats/categories", plan, queue_beats.categories, Touches.NAMED),
    ]
