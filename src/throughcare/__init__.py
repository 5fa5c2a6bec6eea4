"""Follow people through the justice system, and learn which interventions work."""

__version__ = "0.1.0"
