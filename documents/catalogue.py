"""Every official paper: its form, the word of its number, and who signs it (文书目录)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from documents.sheet import Form
from states.papers import PAPERS
from states.vocabulary import Role

R, F = Role, Form
BOTH = (R.OFF, R.UPO)
FILED = (*BOTH, R.HR, R.INT)
"""The officer and the unit; beside them the personnel and the integrity file (第十七条)."""


@dataclass(frozen=True, slots=True)
class PaperKind:
    """A kind of paper (文书); ``word`` stands in its number (容受〔2026〕5号), none: no number.

    ``signers`` sign it for the bureau; the officer's and the unit's own papers are theirs.
    ``to`` are whom it is for, who read it once it is signed whatever else they see of the case;
    ``red`` follows the bureau's name in the red name at its head.
    """

    code: str
    form: Form
    word: str
    signers: tuple[Role, ...]
    to: tuple[Role, ...] = ()
    red: str = ""

    @property
    def title(self) -> str:
        """Its title, which stands once, with the life of a case."""
        return PAPERS[self.code]


KINDS: Mapping[str, PaperKind] = MappingProxyType(
    {
        kind.code: kind
        for kind in (
            PaperKind("D01", F.PLAIN, "容登", (R.HND,)),
            PaperKind("D02", F.PLAIN, "", (R.OFF,)),
            PaperKind("D03", F.PLAIN, "", (R.UPO,)),
            PaperKind("D04", F.PLAIN, "容受", (R.HND,), BOTH),
            PaperKind("D05", F.PLAIN, "容告", (R.HND,), BOTH),
            PaperKind("D06", F.PLAIN, "容不受", (R.SUP,), BOTH),
            PaperKind("D07", F.PLAIN, "容补", (R.HND,), BOTH),
            PaperKind("D08", F.PLAIN, "容撤", (R.HND,), BOTH),
            PaperKind("D09", F.PLAIN, "容审", (R.REV,)),
            PaperKind("D10", F.PLAIN, "容法", (R.LEG,)),
            PaperKind("D11", F.LETTER, "容建", (R.BPG, R.UPO)),
            PaperKind("D12", F.MINUTES, "容纪", (R.BPG, R.UPO), red="党组会议纪要"),
            PaperKind("D13", F.PLAIN, "容复", (R.BPG, R.UPO), BOTH),
            PaperKind("D14", F.PLAIN, "", (R.HND,)),
            PaperKind("D15", F.PLAIN, "容认", (R.BPG,), FILED),
            PaperKind("D16", F.RED_HEAD, "容免", (R.BPG,), FILED, red="文件"),
            PaperKind("D17", F.RED_HEAD, "容减", (R.BPG,), FILED, red="文件"),
            PaperKind("D18", F.PLAIN, "容不", (R.BPG, R.UPO), BOTH),
            PaperKind("D19", F.PLAIN, "容纠", (R.SUP, R.HND), BOTH),
            PaperKind("D20", F.PLAIN, "", (R.UPO,)),
            PaperKind("D21", F.PLAIN, "", (R.UPO,)),
            PaperKind("D22", F.PLAIN, "", (R.UPO,)),
            PaperKind("D23", F.PLAIN, "容验", (R.SUP,), BOTH),
            PaperKind("D24", F.LETTER, "容馈", (R.PET,)),
            PaperKind("D25", F.PLAIN, "容说", (R.PET,)),
            PaperKind("D26", F.PLAIN, "", (R.PET, R.BPG)),
            PaperKind("D27", F.LETTER, "容清", (R.BPG,), BOTH),
            PaperKind("D28", F.PLAIN, "", (R.PET,)),
            PaperKind("D29", F.PLAIN, "", (R.UPO,)),
            PaperKind("D30", F.PLAIN, "", (R.HR,)),
            PaperKind("D31", F.PLAIN, "", (R.INT,)),
            PaperKind("D32", F.PLAIN, "容期", (R.HR,), (*BOTH, R.HR)),
            PaperKind("D33", F.PLAIN, "容中", (R.SUP,), BOTH),
            PaperKind("D34", F.PLAIN, "容终", (R.SUP,), BOTH),
            PaperKind("D35", F.PLAIN, "容重", (R.SUP,), BOTH),
            PaperKind("D36", F.RED_HEAD, "容销", (R.BPG,), FILED, red="文件"),
            PaperKind("D37", F.PLAIN, "容研", (R.SUP,)),
            PaperKind("D38", F.RED_HEAD, "容警", (R.BPG,), red="文件"),
            PaperKind("D39", F.PLAIN, "", (R.HND,)),
            PaperKind("D40", F.PLAIN, "容答", (R.BPG,), BOTH),
        )
    }
)
