"""Invitation links from the command line: the token behind the `#`, and a new one for whoever lost the five words."""

from bot.bootstrap import utc_now
from sealing.secret_types import SecretText
from storage.failures import Failure
from storage.officers import OfficerState, officers_of, open_invitation
from tests.administration.conftest import Enrol, Installation

DUTY = "d-14"


def test_a_link_keeps_its_token_behind_the_mark_that_no_request_carries(installation: Installation) -> None:
    """What stands before the `#` is the same for everyone."""
    installation.run("unit", "serve", "14")
    done = installation.run("officer", "invite", "--unit", DUTY, "--role", "duty_desk", "--name", "Ai Đó")
    address, token = done.output.strip().split("#")
    assert address.endswith("/invitation")
    assert len(token) == 32


def test_a_chief_who_lost_the_words_comes_back_under_the_same_id(
    installation: Installation, enrolled: Enrol
) -> None:
    """Where nobody at the desk can invite them, the machine's keeper can; access ends in that moment."""
    installation.run("unit", "serve", "14")
    enrolled(DUTY, "duty_desk", "Lò Văn An")
    house = installation.house()
    (person,) = house.database.read_now(lambda conn: officers_of(conn, DUTY))
    house.database.close_now()
    assert person.state is OfficerState.ACTIVE
    done = installation.run("officer", "reinvite", person.id.hex())
    assert done.exit_code == 0, done.output
    token = SecretText(done.output.strip().split("#")[1])
    house = installation.house()
    invited = house.database.read_now(lambda conn: open_invitation(conn, token, utc_now()))
    house.database.close_now()
    assert not isinstance(invited, Failure)
    assert (invited.officer.id, invited.officer.state, invited.paper) == (
        person.id,
        OfficerState.INVITED,
        False,
    )


def test_nobody_is_invited_again_who_never_was(installation: Installation) -> None:
    """A mistyped id gets a sentence, not a link."""
    for wrong in ("0" * 32, "xyz"):
        done = installation.run("officer", "reinvite", wrong)
        assert done.exit_code != 0
        assert "tinbao officer list" in done.output
