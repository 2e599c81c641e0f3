"""Languages people are spoken with in a practice, by their codes of IANA's registry (BCP 47)."""

LANGUAGES = {
    "ar": "Arabic", "bn": "Bengali", "bg": "Bulgarian", "yue": "Cantonese", "hr": "Croatian",
    "cs": "Czech", "da": "Danish", "nl": "Dutch", "en": "English", "fil": "Filipino",
    "fi": "Finnish", "fr": "French", "de": "German", "el": "Greek", "gu": "Gujarati",
    "he": "Hebrew", "hi": "Hindi", "hu": "Hungarian", "id": "Indonesian", "ga": "Irish",
    "it": "Italian", "ja": "Japanese", "ko": "Korean", "lv": "Latvian", "lt": "Lithuanian",
    "ms": "Malay", "zh": "Mandarin", "no": "Norwegian", "fa": "Persian", "pl": "Polish",
    "pt": "Portuguese", "pa": "Punjabi", "ro": "Romanian", "ru": "Russian", "sr": "Serbian",
    "sk": "Slovak", "so": "Somali", "es": "Spanish", "sw": "Swahili", "sv": "Swedish",
    "ta": "Tamil", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu",
    "vi": "Vietnamese", "cy": "Welsh", "bfi": "British Sign Language",
    "isg": "Irish Sign Language", "ase": "American Sign Language", "asf": "Auslan",
}  # fmt: skip


def names_of(codes: list[str]) -> list[str]:
    """The English names of these languages, in the order of the alphabet."""
    return sorted(LANGUAGES[code] for code in codes if code in LANGUAGES)
