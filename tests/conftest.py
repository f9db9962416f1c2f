"""What every test may ask for; each family of fixtures stands in ``support``."""

pytest_plugins = [
    "support.bureau",
    "support.commands",
    "support.databases",
    "support.golden",
    "support.group",
    "support.postgres",
    "support.sample",
    "support.services",
    "support.smtp",
    "support.sweeping",
    "support.thrift",
]
