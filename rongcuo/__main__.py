"""``python -m rongcuo``."""

from rongcuo.cli import main

if __name__ == "__main__":
    main()
