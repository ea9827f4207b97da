{#
    One issue for each record whose reference names a record that `targets` (CTE: record_name, is_deleted) lacks or has
    lost; `references` are (entity, field, targets). All of one kind of target in one join, whose hash table is the cost.
#}
{% macro reference_issues(references, targets) %}
    select
        case when {{ targets }}.is_deleted then 'reference-to-deleted' else 'dangling-reference' end as code,
        case when {{ targets }}.is_deleted then 'info' else 'warning' end as severity,
        referring.source,
        referring.object,
        referring.record_name,
        referring.field,
        1 as row_count,
        'intermediate' as layer
    from (
        {% for entity, field, _ in references | selectattr(2, 'equalto', targets) -%}
        select source, object, record_name, '{{ entity }}.{{ field }}' as field, "{{ field }}" as target
        from {{ ref('int_' ~ entity) }}
        where not is_deleted and "{{ field }}" is not null
        {{ 'union all' if not loop.last }}
        {% endfor %}
    ) as referring
    left join {{ targets }} on referring.target = {{ targets }}.record_name
    where {{ targets }}.record_name is null or {{ targets }}.is_deleted
{%- endmacro %}

{# Values of one kind that were refused or only partly understood, counted by source and object. #}
{% macro standardisation_issues(kind, entity, id, key, field) %}
    select
        '{{ kind | replace("_", "-") }}-' || standardised.status as code,
        case standardised.status when 'refused' then 'warning' else 'info' end as severity,
        rows_of.source,
        rows_of.object,
        cast(null as varchar) as record_name,
        '{{ entity }}.{{ field }}' as field,
        count(*) as row_count,
        'standardised' as layer
    from {{ ref('int_' ~ entity) }} as rows_of
    inner join {{ source('standardised', kind) }} as standardised
        on
            rows_of.{{ id }} = standardised.{{ key }}
            {%- if kind == 'birth_date' %}
            and rows_of.source = standardised.source
            and rows_of.object = standardised.object
            {%- endif %}
    where not rows_of.is_deleted and standardised.status in ('partial', 'refused')
    group by standardised.status, rows_of.source, rows_of.object
{%- endmacro %}

{# Each entity with one field: what a loop over (entity, field) reads. #}
{% macro dated(entities, field) %}
    {%- set found = [] -%}
    {%- for entity in entities -%}
        {%- do found.append((entity, field)) -%}
    {%- endfor -%}
    {{ return(found) }}
{% endmacro %}
