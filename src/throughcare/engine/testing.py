"""Moved to `throughcare.testing`."""

from throughcare.testing import PARAMETERS, build

__all__ = ["PARAMETERS", "build"]
