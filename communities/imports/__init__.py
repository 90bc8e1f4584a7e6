"""What communities take in from Excel."""

from communities.imports.roster import RosterImport, export_roster

__all__ = ["RosterImport", "export_roster"]
