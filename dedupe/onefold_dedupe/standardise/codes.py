"""Every code of a change or an issue that the standardisers of this package's top level give, with its meaning."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CHANGES: Mapping[str, str] = MappingProxyType(
    {
        "case_repaired": "a name all in capitals or small letters is written with capitals",
        "century_added": "a two-digit year became a four-digit one (00-29 are 20xx)",
        "deobfuscated": "`(at)` and `(dot)` became @ and full stop",
        "display_name_removed": "the name before `<address>` was taken off",
        "domain_dots_repaired": "a doubled full stop or a comma in a domain became one full stop",
        "doubled_at_removed": "`@@` became `@`",
        "initials_separated": "initials written together with a name were parted from it",
        "kpp_separated": "ИНН and КПП of one field were parted",
        "label_removed": "a label such as тел., E-mail: or ИНН was taken off",
        "leading_zeros_restored": "zeros that a spreadsheet cut off were put back; the check digit proves them",
        "legal_form_removed": "the legal form was taken off the name",
        "letters_to_digits": "a number in letters (1-800-FLOWERS) became digits",
        "lookalikes_repaired": "letters of another script that look alike were replaced",
        "lowercased": "capitals became small letters",
        "mailto_removed": "`mailto:` was taken off",
        "national_prefix_removed": "the trunk prefix (8 in Russia, 0 in Germany) was taken off",
        "plus_added": "digits that start with a calling code were read as international",
        "plus_removed": "a plus in front of a national number was taken off",
        "quotes_removed": "quotation marks were taken off",
        "reformatted": "only separators and order changed",
        "spaces_removed": "spaces inside an address were taken off",
        "spreadsheet_number": "scientific notation or a trailing .0 of a spreadsheet was undone",
        "spreadsheet_serial": "a spreadsheet's day number became a date",
        "title_removed": "a form of address was parted from the name",
    }
)

ISSUES: Mapping[str, str] = MappingProxyType(
    {
        "ambiguous_day_month": "day and month could be the other way round and no country says which",
        "assumed_international": "no country is known; the digits were read as an international number",
        "bad_domain": "the domain of an e-mail address cannot exist",
        "bad_local_part": "what stands before @ cannot be a mailbox",
        "check_failed": "the check digit does not hold",
        "couple": "the field named two people; the second is in `others`",
        "digits_lost": "a spreadsheet rounded the number away",
        "disposable": "a throw-away mailbox",
        "extra_text": "words beside the value were left over",
        "family_repeated": "the family name stood in the field of the given name too",
        "kind_unsure": "nothing but the number of words says whether a person or an organisation is named",
        "maiden_name": "a maiden name was given and is left aside",
        "no_country": "the value can only be read when its country is known",
        "no_date_marker": "the date is one that systems write for none (0000-00-00, 0001-01-01)",
        "no_such_number": "no numbering plan has such a number",
        "not_a_date": "the text is no date",
        "not_a_name": "the text is no person's name",
        "not_a_phone": "the text holds no number",
        "not_a_tax_id": "the text holds no digits",
        "not_a_website": "the text is no web address",
        "not_an_email": "the text is no e-mail address",
        "order_unsure": "which part is the given name is a guess",
        "patronymic_moved": "a patronymic stood in the field of the family name",
        "person_trading": "the legal form is a sole trader's: the name is a person's",
        "placeholder_email": "an address that people type to pass a form",
        "placeholder_number": "a number that people type to pass a form",
        "several_addresses": "the field held several e-mail addresses; the others are in `others`",
        "several_numbers": "the field held several phones; the others are in `others`",
        "single_name": "only one of given and family name is known",
        "swapped_names": "given and family name stood in each other's field",
        "title_only": "a form of address without a name",
        "too_many_digits": "more digits than a phone number has",
        "too_short": "fewer digits than a phone number has",
        "typo_domain": "the domain is one slip away from a well-known one; it is not changed",
        "unknown_channel": "a contact point that is no phone, fax, e-mail address or website",
        "unknown_range": "a number of possible length in a range that nobody has been given",
        "unknown_type": "there is no such type of tax number",
        "wrong_length": "too long or too short for a number of its country or type",
    }
)
