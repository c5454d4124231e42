"""Raw files of any format to raw articles."""

from digest.intake.formats.reading import of_part, parts, read

__all__ = ["of_part", "parts", "read"]
