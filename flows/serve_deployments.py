"""The embedded runner: ``python -m flows.serve_deployments``."""

from prefect import serve

from flows.deployments import DEPLOYMENTS


def main() -> None:
    """Serve every deployment until told to stop."""
    serve(*(d.served() for d in DEPLOYMENTS), pause_on_shutdown=False, print_starting_message=False)


if __name__ == "__main__":
    main()
