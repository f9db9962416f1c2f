"""Every official paper: its form, the word of its number, and who signs it (文书目录)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from documents.sheet import Form
from states.papers import PAPERS
from states.vocabulary import Role

R, F = Role, Form


@dataclass(frozen=True, slots=True)
class PaperKind:
    """A kind of paper (文书); ``word`` stands in its number (容受〔2026〕5号), none: no number.

    ``signers`` sign it for the bureau; the officer's and the unit's own papers are theirs.
    ``red``: the red name at its head follows the bureau's name.
    """

    code: str
    form: Form
    word: str
    signers: tuple[Role, ...]
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
            PaperKind("D04", F.PLAIN, "容受", (R.HND,)),
            PaperKind("D05", F.PLAIN, "容告", (R.HND,)),
            PaperKind("D06", F.PLAIN, "容不受", (R.SUP,)),
            PaperKind("D07", F.PLAIN, "容补", (R.HND,)),
            PaperKind("D08", F.PLAIN, "容撤", (R.HND,)),
            PaperKind("D09", F.PLAIN, "容审", (R.REV,)),
            PaperKind("D10", F.PLAIN, "容法", (R.LEG,)),
            PaperKind("D11", F.LETTER, "容建", (R.BPG, R.UPO)),
            PaperKind("D12", F.MINUTES, "容纪", (R.BPG, R.UPO), red="党组会议纪要"),
            PaperKind("D13", F.PLAIN, "容复", (R.BPG, R.UPO)),
            PaperKind("D14", F.PLAIN, "", (R.HND,)),
            PaperKind("D15", F.PLAIN, "容认", (R.BPG,)),
            PaperKind("D16", F.RED_HEAD, "容免", (R.BPG,), red="文件"),
            PaperKind("D17", F.RED_HEAD, "容减", (R.BPG,), red="文件"),
            PaperKind("D18", F.PLAIN, "容不", (R.BPG, R.UPO)),
            PaperKind("D19", F.PLAIN, "容纠", (R.SUP, R.HND)),
            PaperKind("D20", F.PLAIN, "", (R.UPO,)),
            PaperKind("D21", F.PLAIN, "", (R.UPO,)),
            PaperKind("D22", F.PLAIN, "", (R.UPO,)),
            PaperKind("D23", F.PLAIN, "容验", (R.SUP,)),
            PaperKind("D24", F.LETTER, "容馈", (R.PET,)),
            PaperKind("D25", F.PLAIN, "容说", (R.PET,)),
            PaperKind("D26", F.PLAIN, "", (R.PET, R.BPG)),
            PaperKind("D27", F.LETTER, "容清", (R.BPG,)),
            PaperKind("D28", F.PLAIN, "", (R.PET,)),
            PaperKind("D29", F.PLAIN, "", (R.UPO,)),
            PaperKind("D30", F.PLAIN, "", (R.HR,)),
            PaperKind("D31", F.PLAIN, "", (R.INT,)),
            PaperKind("D32", F.PLAIN, "容期", (R.HR,)),
            PaperKind("D33", F.PLAIN, "容中", (R.SUP,)),
            PaperKind("D34", F.PLAIN, "容终", (R.SUP,)),
            PaperKind("D35", F.PLAIN, "容重", (R.SUP,)),
            PaperKind("D36", F.RED_HEAD, "容销", (R.BPG,), red="文件"),
            PaperKind("D37", F.PLAIN, "容研", (R.SUP,)),
            PaperKind("D38", F.RED_HEAD, "容警", (R.BPG,), red="文件"),
            PaperKind("D39", F.PLAIN, "", (R.HND,)),
            PaperKind("D40", F.PLAIN, "容答", (R.BPG,)),
        )
    }
)
