{#
    What is wrong with the data without stopping the run: references that lead nowhere, amounts without a rate,
    values that could not be understood, stages we cannot read, and what earlier stages reported.
#}
{%- set money = [
    ('deal', 'amount'), ('order', 'amount'), ('order_line', 'amount'), ('invoice', 'amount'), ('payment', 'amount'),
    ('shipment', 'amount'), ('ad_spend_daily', 'amount'), ('campaign', 'budget'), ('product', 'price'),
    ('product', 'cost'), ('target', 'amount')
] -%}
{#- Fields that tell what has happened: expected days and planned activities may lie ahead. -#}
{%- set past = [
    ('order', 'ordered_on'), ('invoice', 'invoiced_on'), ('payment', 'paid_on'), ('deal', 'won_at'), ('lead', 'converted_at'),
    ('deal_stage_history', 'at'), ('form_submission', 'at'), ('shipment', 'shipped_at'), ('shipment', 'delivered_at'),
    ('loyalty_balance', 'as_of'), ('ad_spend_daily', 'spent_on'), ('campaign_event', 'at'), ('web_visit', 'at'),
    ('ticket', 'opened_at'), ('ticket', 'first_reply_at'), ('ticket', 'resolved_at'), ('survey_response', 'at')
] -%}
{%- set made = dated(['party', 'owner'] + fact_entities(), 'created_at') -%}
{%- set orders_in_time = [
    ('shipment', 'shipped_at', 'delivered_at'), ('ticket', 'opened_at', 'first_reply_at'),
    ('ticket', 'opened_at', 'resolved_at'), ('campaign', 'starts_on', 'ends_on'), ('target', 'starts_on', 'ends_on'),
    ('invoice', 'invoiced_on', 'due_on')
] -%}
{%- set kinds = [
    ('name', 'party', 'name_id', 'name_id', 'full_name'), ('tax_id', 'party', 'tax_id_id', 'tax_id_id', 'tax_id'),
    ('birth_date', 'party', 'birth_date', 'raw', 'birth_date'),
    ('contact_point', 'contact_point', 'value_id', 'value_id', 'value'),
    ('address', 'address', 'address_id', 'address_id', 'full_address')
] -%}
{%- set staging = staging_models() -%}
with parties as (

    select record_name from {{ ref('int_party') }}

),

currencies as (

    select * from {{ ref('currency') }}

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

    select code, severity, source, object, record_name, field, 1 as row_count, 'intermediate' as layer
    from {{ ref('onefold', 'reference_gap') }}

),

money_issues as (

    {% for entity, field in money -%}
    select
        case
            when rows_of.currency is null then 'missing-currency'
            when currencies.code is null then 'unknown-currency'
            else 'missing-rate'
        end as code,
        'warning' as severity,
        rows_of.source,
        rows_of.object,
        rows_of.record_name,
        '{{ entity }}.{{ field }}' as field,
        1 as row_count,
        'golden' as layer
    from {{ ref('onefold', entity) }} as rows_of
    left join currencies on rows_of.currency = currencies.code
    where
        rows_of.{{ field }} is not null and rows_of.{{ field }}_base is null
        {%- if entity == 'target' %}
        and rows_of.measure in ('revenue', 'margin')
        {%- endif %}
    union all
    {% endfor -%}
    select
        'missing-cost-rate' as code,
        'warning' as severity,
        source,
        object,
        record_name,
        'order_line.cost' as field,
        1 as row_count,
        'golden' as layer
    from {{ ref('onefold', 'order_line') }}
    where cost_from is not null and cost_base is null

),

negative_issues as (

    {% for entity, field in money + [('order_line', 'cost'), ('order_line', 'quantity')] -%}
    select
        'negative-amount' as code,
        '{{ "info" if entity in ("invoice", "payment") else "warning" }}' as severity,
        source,
        object,
        record_name,
        '{{ entity }}.{{ field }}' as field,
        1 as row_count,
        'golden' as layer
    from {{ ref('onefold', entity) }}
    where {{ field }} < 0
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

future_issues as (

    {% for entity, field in past + made -%}
    select
        'future-date' as code,
        'warning' as severity,
        source,
        object,
        cast(null as varchar) as record_name,
        '{{ entity }}.{{ field }}' as field,
        count(*) as row_count,
        'intermediate' as layer
    from {{ ref('int_' ~ entity) }}
    where not is_deleted and cast({{ '"at"' if field == 'at' else field }} as date) > {{ tomorrow() }}
    group by source, object
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

order_issues as (

    {% for entity, first, second in orders_in_time -%}
    select
        'dates-out-of-order' as code,
        'warning' as severity,
        source,
        object,
        cast(null as varchar) as record_name,
        '{{ entity }}.{{ second }}' as field,
        count(*) as row_count,
        'intermediate' as layer
    from {{ ref('int_' ~ entity) }}
    where not is_deleted and {{ second }} < {{ first }}
    group by source, object
    union all
    {% endfor -%}
    -- Goals are spread over ten years at most.
    select
        'period-too-long' as code,
        'warning' as severity,
        source,
        object,
        cast(null as varchar) as record_name,
        'target.ends_on' as field,
        count(*) as row_count,
        'golden' as layer
    from {{ ref('onefold', 'target') }}
    where
        (extract(year from ends_on) - extract(year from starts_on)) * 12
        + extract(month from ends_on) - extract(month from starts_on) >= 120
    group by source, object

),

score_issues as (

    select
        'score-out-of-range' as code,
        'warning' as severity,
        source,
        object,
        cast(null as varchar) as record_name,
        'survey_response.score' as field,
        count(*) as row_count,
        'golden' as layer
    from {{ ref('onefold', 'survey_response') }}
    where score not between lowest and highest
    group by source, object

),

merge_issues as (

    select
        'merge-cycle' as code,
        'warning' as severity,
        source,
        object,
        record_name,
        'party.merged_into' as field,
        1 as row_count,
        'intermediate' as layer
    from {{ ref('int_party') }}
    where
        record_name in (
            select merged.record_name from {{ ref('onefold', 'merged_record') }} as merged where merged.master is null
        )
    union all
    -- Most sources delete what they merged away, so this reference counts though its record is deleted.
    select
        'dangling-reference' as code,
        'warning' as severity,
        source,
        object,
        record_name,
        'party.merged_into' as field,
        1 as row_count,
        'intermediate' as layer
    from {{ ref('int_party') }}
    where merged_into is not null and merged_into not in (select parties.record_name from parties)

),

stage_issues as (

    select
        'unknown-stage' as code,
        'warning' as severity,
        deals.source,
        deals.object,
        cast(null as varchar) as record_name,
        'deal.stage' as field,
        count(*) as row_count,
        'golden' as layer
    from {{ ref('onefold', 'deal') }} as deals
    where deals.outcome = 'unknown'
    group by deals.source, deals.object
    union all
    select
        'unknown-stage' as code,
        'warning' as severity,
        leads.source,
        leads.object,
        cast(null as varchar) as record_name,
        'lead.status' as field,
        count(*) as row_count,
        'golden' as layer
    from {{ ref('onefold', 'lead') }} as leads
    where leads.semantic is null and leads.status is not null
    group by leads.source, leads.object

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

    {% for kind in [
        'reference', 'merge', 'money', 'negative', 'future', 'order', 'score', 'stage', 'country', 'standardisation',
        'reading', 'reported'
    ] -%}
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
