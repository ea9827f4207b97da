{#
    What is wrong with the data without stopping the run: references that lead nowhere, amounts without a rate,
    values that could not be understood, stages we cannot read, and what earlier stages reported.
#}
{%- set references = [
    ('party', 'organization', 'parties'), ('party', 'owner', 'owners'), ('party', 'converted_to', 'records'),
    ('contact_point', 'party', 'parties'), ('address', 'party', 'parties'), ('consent', 'party', 'parties'),
    ('relation', 'party', 'parties'), ('relation', 'related_party', 'parties'), ('lead', 'party', 'parties'),
    ('lead', 'owner', 'owners'), ('deal', 'party', 'parties'), ('deal', 'owner', 'owners'),
    ('deal_stage_history', 'deal', 'records'), ('activity', 'party', 'records'), ('activity', 'owner', 'owners'),
    ('order', 'party', 'parties'), ('invoice', 'party', 'parties'), ('payment', 'party', 'parties'),
    ('payment', 'order', 'records'), ('form_submission', 'party', 'parties'), ('custom_field', 'record', 'records')
] -%}
{%- set money = ['deal', 'order', 'invoice', 'payment'] -%}
{%- set kinds = [
    ('name', 'party', 'name_id', 'name_id', 'full_name'), ('tax_id', 'party', 'tax_id_id', 'tax_id_id', 'tax_id'),
    ('birth_date', 'party', 'birth_date', 'raw', 'birth_date'),
    ('contact_point', 'contact_point', 'value_id', 'value_id', 'value'),
    ('address', 'address', 'address_id', 'address_id', 'full_address')
] -%}
{%- set staging = staging_models() -%}
with parties as (

    select record_name, is_deleted from {{ ref('int_party') }}

),

owners as (

    select record_name, is_deleted from {{ ref('int_owner') }}

),

all_records as (

    {% for entity in ['party', 'lead', 'deal', 'activity', 'order', 'invoice', 'payment', 'form_submission'] -%}
    select record_name, is_deleted from {{ ref('int_' ~ entity) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

records as (

    select record_name, bool_and(is_deleted) as is_deleted from all_records group by record_name

),

stated_countries as (

    select
        parties.source,
        parties.object,
        {{ blank_to_null('parties.country') }} as country,
        {{ stated_country(blank_to_null('parties.country'), 'countries') }} as code
    from {{ ref('int_party') }} as parties
    left join {{ source('standardised', 'country') }} as countries on trim(parties.country) = countries.raw
    where not parties.is_deleted

),

reference_issues as (
    {% for entity, field, targets in references -%}
    {{ reference_issues(entity, field, targets) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

money_issues as (

    {% for entity in money -%}
    select
        case when currency is null then 'missing-currency' else 'missing-rate' end as code,
        'warning' as severity,
        source,
        object,
        record_name,
        '{{ entity }}.amount' as field,
        1 as row_count,
        'golden' as layer
    from {{ ref('onefold', entity) }}
    where amount is not null and amount_base is null
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

stage_issues as (

    select
        'unknown-stage' as code,
        'warning' as severity,
        source,
        object,
        cast(null as varchar) as record_name,
        'deal.stage' as field,
        count(*) as row_count,
        'golden' as layer
    from {{ ref('onefold', 'deal') }}
    where outcome = 'unknown'
    group by source, object

),

country_issues as (

    select
        'unknown-country' as code,
        'warning' as severity,
        source,
        object,
        cast(null as varchar) as record_name,
        'party.country' as field,
        count(*) as row_count,
        'standardised' as layer
    from stated_countries
    where country is not null and code is null
    group by source, object

),

standardisation_issues as (
    {% for kind, entity, id, key, field in kinds -%}
    {{ standardisation_issues(kind, entity, id, key, field) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

unreadable_fields as (

    {% set ns = namespace(first=true) -%}
    {% for model in staging -%}
    {% for list in model.lists -%}
    {{ 'union all' if not ns.first }}
    select
        '{{ 'type-failure' if list == '_type_failures' else 'unknown-code' }}' as code,
        '{{ model.source }}' as source,
        '{{ model.object }}' as object,
        {{ unnested(list) }} as field
    from {{ model.relation }}
    {% set ns.first = false -%}
    {% endfor -%}
    {% endfor -%}
    {% if ns.first -%}
    select
        cast(null as varchar) as code,
        cast(null as varchar) as source,
        cast(null as varchar) as object,
        cast(null as varchar) as field
    where false
    {%- endif %}
),

reading_issues as (

    select
        code,
        'warning' as severity,
        source,
        object,
        cast(null as varchar) as record_name,
        field,
        count(*) as row_count,
        'staging' as layer
    from unreadable_fields
    group by code, source, object, field

),

reported_issues as (

    select code, severity, source, object, record_name, field, "rows" as row_count, layer
    from {{ source('audit_input', 'issue') }}

),

all_issues as (

    {% for kind in ['reference', 'money', 'stage', 'country', 'standardisation', 'reading', 'reported'] -%}
    select * from {{ kind }}_issues
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    ---------- ids
    code,
    severity,
    source,
    object,
    record_name,

    ---------- text
    field,
    layer,

    ---------- numerics
    cast(row_count as bigint) as "rows"
from all_issues
