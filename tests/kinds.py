"""The ways of writing a number whose digits stay apart, as options of `handwriting.number`."""

KINDS: dict[str, dict] = {
    "spaced": {},
    "wide": {"gap": (0.45, 1.2)},
    "tight": {"gap": (-0.02, 0.12)},
    "overlapping": {"gap": (-0.22, -0.02)},
    "late": {"late": True},
    "shuffled": {"shuffled": True},
    "late and shuffled": {"late": True, "shuffled": True},
}
