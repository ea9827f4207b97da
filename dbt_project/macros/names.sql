{#
    A name as one would write it: persons given middle family suffix, organisations with their legal form, which
    stands before the name where it is written in Cyrillic and behind it elsewhere.
#}
{% macro person_name(given, middle, family, suffix) -%}
    nullif(trim(concat_ws(' ', {{ given }}, {{ middle }}, {{ family }}, {{ suffix }})), '')
{%- endmacro %}

{% macro organization_name(name, legal_form) -%}
    case
        when {{ legal_form }} is null then {{ name }}
        when {{ onefold.has_cyrillic(legal_form) }} then concat_ws(' ', {{ legal_form }}, {{ name }})
        else concat_ws(' ', {{ name }}, {{ legal_form }})
    end
{%- endmacro %}

{% macro has_cyrillic(text) %}{{ return(adapter.dispatch('has_cyrillic', 'onefold')(text)) }}{% endmacro %}
{% macro default__has_cyrillic(text) %}regexp_matches(coalesce({{ text }}, ''), '[Ѐ-ӿ]'){% endmacro %}
{% macro postgres__has_cyrillic(text) %}(coalesce({{ text }}, '') ~ '[Ѐ-ӿ]'){% endmacro %}

{# Russian, Ukrainian, Belarusian and Kazakh letters in Latin, after ICAO Doc 9303 part 3 section 6 (passports). #}
{% macro latin(text) -%}
    {%- set pairs = {
        'щ': 'shch', 'ж': 'zh', 'х': 'kh', 'ц': 'ts', 'ч': 'ch', 'ш': 'sh', 'ю': 'iu', 'я': 'ia', 'ъ': 'ie',
        'є': 'ie', 'ң': 'ng'
    } -%}
    {%- set ns = namespace(sql=text) -%}
    {%- for cyrillic, roman in pairs.items() -%}
        {%- set ns.sql = "replace(replace(" ~ ns.sql ~ ", '" ~ cyrillic ~ "', '" ~ roman ~ "'), '"
            ~ cyrillic | upper ~ "', '" ~ roman | capitalize ~ "')" -%}
    {%- endfor -%}
    case
        when {{ onefold.has_cyrillic(text) }}
            then translate(
                {{ ns.sql }},
                'абвгдеёзийклмнопрстуфыэіїґўәғқөұүһАБВГДЕЁЗИЙКЛМНОПРСТУФЫЭІЇҐЎӘҒҚӨҰҮҺьЬ',
                'abvgdeeziiklmnoprstufyeiiguagqouuhABVGDEEZIIKLMNOPRSTUFYEIIGUAGQOUUH'
            )
        else {{ text }}
    end
{%- endmacro %}
