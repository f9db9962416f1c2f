"""What every test may ask for; each family of fixtures stands in ``support``."""

pytest_plugins = [
    "support.browser",
    "support.bureau",
    "support.commands",
    "support.databases",
    "support.golden",
    "support.group",
    "support.own_sample",
    "support.postgres",
    "support.sample",
    "support.smtp",
    "support.sweeping",
]
