"""Language models behind the port `LanguageModel`: the only package that knows openai."""
