"""What the candidates app takes in from Excel: the rule book of a term."""

from candidates.imports.rule_book import RuleBookImport, export_rule_book

__all__ = ["RuleBookImport", "export_rule_book"]
