"""Code lists with official labels and national codes."""

from app.domain.vocabulary.codes import Code, CodeList

__all__ = ["Code", "CodeList"]
