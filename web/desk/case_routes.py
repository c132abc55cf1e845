"""The addresses of a tip as a case, each with what it asks of whoever calls it; must never open a way around a rule."""

from starlette.routing import Route

from domain.permissions import Action
from web.desk import attachments, forwarding, linking, register, sampling, setting_aside
from web.desk.route_rules import Touches
from web.desk.sessions import Desk, allowed


def case_routes(desk: Desk) -> list[Route]:
    """Forwarding, setting aside, links, files, prints, samples."""
    forward, work, look, prints = (
        Action.FORWARD_TIPS,
        Action.WORK_ON_TIPS,
        Action.SAMPLE_TIPS,
        Action.PRINT_TIPS,
    )
    tip, sample = "/tips/{tip}", "/samples/{tip}"
    above = Touches.SAMPLE
    return [
        Route(f"{tip}/targets", allowed(desk, forward, forwarding.targets)),
        Route(f"{tip}/targets/{{unit}}", allowed(desk, forward, forwarding.target, touches=Touches.TIP)),
        Route(f"{tip}/forward", allowed(desk, forward, forwarding.forward), methods=["POST"]),
        Route(f"{tip}/sampler", allowed(desk, work, setting_aside.sampler)),
        Route(f"{tip}/aside", allowed(desk, work, setting_aside.aside), methods=["POST"]),
        Route(f"{tip}/links", allowed(desk, work, linking.link), methods=["POST"]),
        Route(f"{tip}/unlinks", allowed(desk, work, linking.unlink), methods=["POST"]),
        Route(f"{tip}/note-files", allowed(desk, work, attachments.note_file), methods=["POST"]),
        Route(f"{tip}/printed", allowed(desk, prints, linking.printed), methods=["POST"]),
        Route("/samples", allowed(desk, look, sampling.page_list)),
        Route(sample, allowed(desk, look, sampling.page, touches=above)),
        Route(f"{sample}/parts/{{role}}/{{number:int}}", allowed(desk, look, sampling.part, touches=above)),
        Route(f"{sample}/viewed", allowed(desk, look, sampling.viewed, touches=above), methods=["POST"]),
        Route(f"{sample}/verdict", allowed(desk, look, sampling.verdict, touches=above), methods=["POST"]),
        Route("/register", allowed(desk, prints, register.page)),
        Route(
            "/register/printed",
            allowed(desk, prints, register.printed, touches=Touches.OWN),
            methods=["POST"],
        ),
    ]
