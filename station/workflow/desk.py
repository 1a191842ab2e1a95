"""The hand at work: who acts, with which key, over which parts. Every use case takes one of these first."""

from collections.abc import Sequence
from dataclasses import dataclass

from station.domain.actions import Action, NewAction, Payload, Signer
from station.domain.keying_plan import PlanKind
from station.domain.roles import Actor
from station.domain.states import ActionKind
from station.forms.library import FormLibrary
from station.workflow.ports import ActionLog, Images, Jobs, Records


@dataclass(frozen=True)
class Desk:
    """The open store as one person sees it. Not for sharing between threads."""

    actor: Actor
    signer: Signer
    log: ActionLog
    records: Records
    images: Images
    jobs: Jobs
    forms: FormLibrary
    second_keying: PlanKind | None = None
    """What the office has keyed a second time in volumes without a plan of their own; None: what their forms say."""

    def act(self, kind: ActionKind, subject: str, payload: Payload) -> list[Action]:
        """Append one signed action of this person."""
        return self.act_all([NewAction(kind, subject, self.actor, payload)])

    def act_all(self, actions: Sequence[NewAction]) -> list[Action]:
        """Append several, all or none."""
        return self.log.append(actions, self.signer)
