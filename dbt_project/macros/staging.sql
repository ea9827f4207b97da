{#
    How staging reads text as received: called by the models that `onefold source build` writes (pipelines/onefold_pipelines/mapping).
    Each gives null for what it cannot read; the model notes the field's name in _type_failures.
#}

{# Text without blanks around it (Unicode ones, byte order marks and zero-width spaces too); null when nothing is left. #}
{% macro clean_text(column) -%}
    nullif(regexp_replace(cast({{ column }} as varchar), '^[\s\p{Z}\x{200B}\x{FEFF}]+|[\s\p{Z}\x{200B}\x{FEFF}]+$', '', 'g'), '')
{%- endmacro %}

{# As clean_text; also null for the dates that mean none: 0000-00-00 of MySQL and 0001-01-01 of 1C. #}
{% macro clean_date_text(column) -%}
    case
        when regexp_matches(cast({{ column }} as varchar), '^\s*(0000-00-00|0001-01-01)') then null
        else {{ onefold.clean_text(column) }}
    end
{%- endmacro %}

{# The record name of a key: source:object:key, the parts of a key percent-encoded and joined by commas; null without a key. #}
{% macro record_name(source, object, columns) -%}
    '{{ source }}:{{ object }}:' || {% for column in columns -%}
        url_encode({{ column }}){{ " || ',' || " if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{# Yes and no as systems and people write them. #}
{% macro read_boolean(column) -%}
    case
        when lower({{ column }}) in ('1', 'true', 't', 'yes', 'y', 'on', 'да', 'так', 'истина', 'иә', 'ja', 'sim', 'sí', 'si', 'oui') then true
        when lower({{ column }}) in ('0', 'false', 'f', 'no', 'n', 'off', 'нет', 'ні', 'ложь', 'жоқ', 'nein', 'não', 'nao', 'non') then false
    end
{%- endmacro %}

{# A number without the blanks and apostrophes that group thousands. #}
{% macro ungrouped(column) -%}
    replace(regexp_replace({{ column }}, '[\s\p{Z}''’]', '', 'g'), '−', '-')
{%- endmacro %}

{# A whole number; `separator` says which mark would be decimal, so that the other one groups thousands. #}
{% macro read_integer(column, separator=none) -%}
    {%- set digits = onefold.ungrouped(column) -%}
    {%- if separator == ',' -%}{%- set digits = "replace(" ~ digits ~ ", '.', '')" -%}
    {%- elif separator == '.' -%}{%- set digits = "replace(" ~ digits ~ ", ',', '')" -%}
    {%- endif -%}
    try_cast(regexp_extract({{ digits }}, '^([+-]?\d+)([.,]0*)?$', 1) as bigint)
{%- endmacro %}

{#
    A decimal with a point or a comma. `separator` says which is decimal; without it the digits decide, and what could be
    both a thousand and a thousandth (1,234) is not read at all.
#}
{% macro read_decimal(column, separator=none) -%}
    {%- set digits = onefold.ungrouped(column) -%}
    {%- if separator == ',' -%}
    try_cast(replace(replace({{ digits }}, '.', ''), ',', '.') as decimal(18, 4))
    {%- elif separator == '.' -%}
    try_cast(replace({{ digits }}, ',', '') as decimal(18, 4))
    {%- else -%}
    try_cast(
        case
            when regexp_matches({{ digits }}, '^[+-]?\d*\.?\d+([eE][+-]?\d+)?$') then {{ digits }}
            when regexp_matches({{ digits }}, '^[+-]?(\d+,(\d{1,2}|\d{4,})|(0+|\d{4,}),\d{3})$')
                then replace({{ digits }}, ',', '.')
            when regexp_matches({{ digits }}, '^[+-]?\d{1,3}((,\d{3})+\.\d+|(,\d{3}){2,})$') then replace({{ digits }}, ',', '')
            when regexp_matches({{ digits }}, '^[+-]?\d{1,3}((\.\d{3})+,\d+|(\.\d{3}){2,})$')
                then replace(replace({{ digits }}, '.', ''), ',', '.')
        end as decimal(18, 4)
    )
    {%- endif -%}
{%- endmacro %}

{#
    A point in time as UTC without a zone. `formats` are strptime patterns, or epoch and epoch_ms; without them ISO 8601.
    What says no zone was written in `zone`.
#}
{% macro read_timestamp(column, zone, formats=[]) -%}
    {%- set zoned = [] -%}
    {%- set local = [] -%}
    {%- set tries = [] -%}
    {%- for format in formats -%}
        {%- if format == 'epoch' -%}
            {%- do tries.append("to_timestamp(try_cast(" ~ column ~ " as double)) at time zone 'UTC'") -%}
        {%- elif format == 'epoch_ms' -%}
            {%- do tries.append("to_timestamp(try_cast(" ~ column ~ " as double) / 1000) at time zone 'UTC'") -%}
        {%- elif '%z' in format -%}
            {%- do zoned.append("'" ~ format | replace("'", "''") ~ "'") -%}
        {%- else -%}
            {%- do local.append("'" ~ format | replace("'", "''") ~ "'") -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if zoned -%}
        {%- do tries.append("try_strptime(" ~ column ~ ", [" ~ zoned | join(', ') ~ "]) at time zone 'UTC'") -%}
    {%- endif -%}
    {%- if local -%}
        {%- do tries.append(
            "try_strptime(" ~ column ~ ", [" ~ local | join(', ') ~ "]) at time zone '" ~ zone ~ "' at time zone 'UTC'") -%}
    {%- endif -%}
    {%- if tries -%}
    coalesce({{ tries | join(', ') }}, null)
    {%- else -%}
    case
        when regexp_matches({{ column }}, '^\d{4}-\d{1,2}-\d{1,2}[T ].*(Z|[+-]\d{2}(:?\d{2})?)$')
            then try_cast({{ column }} as timestamp with time zone) at time zone 'UTC'
        when regexp_matches({{ column }}, '^\d{4}-\d{1,2}-\d{1,2}')
            then try_cast({{ column }} as timestamp) at time zone '{{ zone }}' at time zone 'UTC'
    end
    {%- endif -%}
{%- endmacro %}

{# A day: as written where no zone is given, else the day it was in `zone`. #}
{% macro read_date(column, zone, formats=[]) -%}
    {%- if formats -%}
    cast({{ onefold.read_timestamp(column, zone, formats) }} at time zone 'UTC' at time zone '{{ zone }}' as date)
    {%- else -%}
    case
        when regexp_matches({{ column }}, '^\d{4}-\d{1,2}-\d{1,2}[T ].*(Z|[+-]\d{2}(:?\d{2})?)$')
            then cast(try_cast({{ column }} as timestamp with time zone) at time zone '{{ zone }}' as date)
        when regexp_matches({{ column }}, '^\d{4}-\d{1,2}-\d{1,2}') then cast(try_cast({{ column }} as timestamp) as date)
    end
    {%- endif -%}
{%- endmacro %}

{# JSON object of the kept columns without the empty ones; null when all are empty. `pairs` are [name, column]. #}
{% macro kept_fields(pairs) -%}
    cast(nullif(cast(json_merge_patch('{}', json_object(
        {%- for name, column in pairs %}'{{ name | replace("'", "''") }}', {{ column }}{{ ', ' if not loop.last }}{% endfor -%}
    )) as varchar), '{}') as json)
{%- endmacro %}

{# Those of `flags` that hold, as a list of their names; null when none does. `flags` are [name, condition]. #}
{% macro names_that_hold(flags) -%}
    string_split(nullif(concat_ws(',', {% for name, condition in flags -%}
        case when {{ condition }} then '{{ name }}' end{{ ', ' if not loop.last }}
    {%- endfor %}), ''), ',')
{%- endmacro %}

{# md5 of these columns joined by unit separators, null as '': the id under which a value is standardised once. #}
{% macro value_id(columns) -%}
    md5(concat_ws(chr(31), {% for column in columns %}coalesce({{ column }}, ''){{ ', ' if not loop.last }}{% endfor %}))
{%- endmacro %}

{#
    The words of a field that holds one or several, as a list: the members of a JSON list (their names, where they are
    objects that have one), else what stands between commas, semicolons, bars, carets and line breaks.
#}
{% macro tag_words(column) -%}
    case
        when {{ column }} like '[%' and json_valid({{ column }})
            then list_transform(
                json_extract(try_cast({{ column }} as json), '$[*]'),
                lambda member : coalesce(member ->> '$.name', member ->> '$')
            )
        else regexp_split_to_array({{ column }}, '[,;|^\n\r]+')
    end
{%- endmacro %}

{#
    What a field with several values holds, as a list of JSON values: the members of a JSON list, the one object, else the
    texts between semicolons and line breaks.
#}
{% macro list_members(column) -%}
    case
        when {{ column }} like '[%' and json_valid({{ column }}) then json_extract(try_cast({{ column }} as json), '$[*]')
        when left({{ column }}, 1) = '{' and json_valid({{ column }}) then [try_cast({{ column }} as json)]
        else list_transform(regexp_split_to_array({{ column }}, '[;\n\r]+'), part -> to_json(part))
    end
{%- endmacro %}
