{# What refers to what: entity, field, and the records it may name: parties, owners, or records of any kind. #}
{% macro references() %}
    {{ return([
        ('party', 'organization', 'parties'), ('party', 'owner', 'owners'), ('party', 'converted_to', 'records'),
        ('contact_point', 'party', 'parties'), ('address', 'party', 'parties'), ('consent', 'party', 'parties'),
        ('relation', 'party', 'parties'), ('relation', 'related_party', 'parties'), ('lead', 'party', 'parties'),
        ('lead', 'owner', 'owners'), ('deal', 'party', 'parties'), ('deal', 'owner', 'owners'),
        ('deal_stage_history', 'deal', 'records'), ('activity', 'party', 'records'), ('activity', 'owner', 'owners'),
        ('order', 'party', 'parties'), ('invoice', 'party', 'parties'), ('payment', 'party', 'parties'),
        ('payment', 'order', 'records'), ('form_submission', 'party', 'parties'), ('custom_field', 'record', 'records'),
        ('lead', 'deal', 'records'), ('deal', 'product', 'records'),
        ('activity', 'deal', 'records'), ('order', 'deal', 'records'), ('order', 'owner', 'owners'),
        ('invoice', 'order', 'records'), ('invoice', 'deal', 'records'), ('payment', 'invoice', 'records'),
        ('payment', 'deal', 'records'), ('owner', 'territory', 'records'), ('order_line', 'order', 'records'),
        ('order_line', 'product', 'records'), ('shipment', 'party', 'parties'), ('shipment', 'order', 'records'),
        ('loyalty_balance', 'party', 'parties'), ('campaign', 'owner', 'owners'), ('ad_spend_daily', 'campaign', 'records'),
        ('campaign_event', 'party', 'parties'), ('campaign_event', 'campaign', 'records'),
        ('web_visit', 'party', 'parties'), ('ticket', 'party', 'parties'), ('ticket', 'owner', 'owners'),
        ('ticket', 'order', 'records'), ('survey_response', 'party', 'parties'), ('survey_response', 'ticket', 'records'),
        ('survey_response', 'order', 'records'), ('territory', 'owner', 'owners'), ('target', 'owner', 'owners'),
        ('target', 'territory', 'records'), ('target', 'product', 'records'), ('tag', 'record', 'records')
    ]) }}
{% endmacro %}

{#
    One row for each record whose reference names a record that `targets` (CTE: record_name, is_deleted) lacks or has
    lost. All of one kind of target in one join, whose hash table is the cost.
#}
{% macro reference_gaps(targets) %}
    select
        case when {{ targets }}.is_deleted then 'reference-to-deleted' else 'dangling-reference' end as code,
        case when {{ targets }}.is_deleted then 'info' else 'warning' end as severity,
        referring.source,
        referring.object,
        referring.record_name,
        referring.field,
        referring.target
    from (
        {% for entity, field, _ in onefold.references() | selectattr(2, 'equalto', targets) -%}
        select source, object, record_name, '{{ entity }}.{{ field }}' as field, "{{ field }}" as target
        from {{ onefold.referring(entity) }}
        where not is_deleted and "{{ field }}" is not null
        {{ 'union all' if not loop.last }}
        {% endfor %}
    ) as referring
    left join {{ targets }} on referring.target = {{ targets }}.record_name
    where {{ targets }}.record_name is null or {{ targets }}.is_deleted
{%- endmacro %}

{# Where to read the records of an entity whose references are looked at: in a night a CTE of the few touched ones. #}
{% macro referring(entity) -%}
    {%- set relation = ref('int_' ~ entity) -%}
    {{ 'referring_' ~ entity if onefold.is_night() else relation }}
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
