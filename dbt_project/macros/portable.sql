{# What engines spell differently. Each macro has DuckDB's spelling as the default; another engine adds its own beside it. #}

{% macro list_has(list, value) %}{{ return(adapter.dispatch('list_has', 'onefold')(list, value)) }}{% endmacro %}
{% macro default__list_has(list, value) %}coalesce(list_contains({{ list }}, {{ value }}), false){% endmacro %}
{% macro postgres__list_has(list, value) %}coalesce({{ value }} = any({{ list }}), false){% endmacro %}

{# One row per member of a list column. #}
{% macro unnested(list) %}{{ return(adapter.dispatch('unnested', 'onefold')(list)) }}{% endmacro %}
{% macro default__unnested(list) %}unnest({{ list }}){% endmacro %}

{# One row per name in a JSON object. #}
{% macro json_names(json) %}{{ return(adapter.dispatch('json_names', 'onefold')(json)) }}{% endmacro %}
{% macro default__json_names(json) %}unnest(json_keys({{ json }})){% endmacro %}
{% macro postgres__json_names(json) %}json_object_keys({{ json }}){% endmacro %}

{# The member `name` of a JSON object as text. #}
{% macro json_text(json, name) %}{{ return(adapter.dispatch('json_text', 'onefold')(json, name)) }}{% endmacro %}
{% macro default__json_text(json, name) %}({{ json }} ->> {{ name }}){% endmacro %}

{# Seconds since 1970 as a whole number. #}
{% macro epoch(at) %}{{ return(adapter.dispatch('epoch', 'onefold')(at)) }}{% endmacro %}
{% macro default__epoch(at) %}cast(extract(epoch from {{ at }}) as bigint){% endmacro %}

{# How many of these are neither null nor blank. #}
{% macro filled(columns) -%}
    {%- for column in columns -%}
        (case when trim(coalesce({{ column }}, '')) <> '' then 1 else 0 end){{ ' + ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{% macro blank_to_null(column) %}nullif(trim({{ column }}), ''){% endmacro %}

{# A text as a date, null where it is none. #}
{% macro to_date(text) %}{{ return(adapter.dispatch('to_date', 'onefold')(text)) }}{% endmacro %}
{% macro default__to_date(text) %}try_cast({{ text }} as date){% endmacro %}
{% macro postgres__to_date(text) %}case when {{ text }} ~ '^\d{4}-\d{2}-\d{2}$' then cast({{ text }} as date) end{% endmacro %}

{# Every match of a regular expression replaced. #}
{% macro replace_all(text, pattern, by) %}regexp_replace({{ text }}, '{{ pattern }}', '{{ by }}', 'g'){% endmacro %}

{#
    The day after the run's: what is dated later has not happened, in no zone. `today` is a variable so that the same
    input gives the same output.
#}
{% macro tomorrow() -%}
    {%- set today = var('today', none) or run_started_at.strftime('%Y-%m-%d') -%}
    cast('{{ today }}' as date) + 1
{%- endmacro %}

{# The moment a number of minutes after another. #}
{% macro minutes_after(at, minutes) %}({{ at }} + cast({{ minutes }} as float8) * interval '1 minute'){% endmacro %}

{# The first day of a moment's month. #}
{% macro month_of(at) %}cast(date_trunc('month', {{ at }}) as date){% endmacro %}

{# The days from one date to a later one. #}
{% macro days_between(from_day, to_day) %}({{ to_day }} - {{ from_day }}){% endmacro %}

{#
    One number by another, rounded alike everywhere: engines divide decimals to different lengths, and what lies in the
    middle between two roundings would go either way. The billionth decides it, upwards.
#}
{% macro ratio(number, by, places) %}round(({{ number }}) * 1.0 / ({{ by }}) + 0.000000001, {{ places }}){% endmacro %}

{# The days from one moment to a later one, to the hundredth. #}
{% macro days_elapsed(from_at, to_at) -%}
    cast({{ onefold.ratio(onefold.epoch(to_at) ~ ' - ' ~ onefold.epoch(from_at), '86400', 2) }} as decimal(18, 2))
{%- endmacro %}

{# The median of numbers with two decimals; between whole hundredths, so that every engine rounds the same figure. #}
{% macro median(number) -%}
    cast(
        {{ onefold.ratio(
            'cast(percentile_cont(0.5) within group (order by cast((' ~ number ~ ') * 100 as float8)) as decimal(18, 1))',
            '100', 2
        ) }} as decimal(18, 2)
    )
{%- endmacro %}
