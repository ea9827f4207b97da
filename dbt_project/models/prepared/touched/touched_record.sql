{#
    Records whose row in golden may differ: changed themselves, or referring to one that is touched (over any number of
    references), or converted at a rate, read by a stage or known by a visitor that changed. With the customers they
    had in the last build, before the facts are made again.
#}
{{ config(meta={'touched_by': []}) }}
{#- In this order, a record refers only to those before it. -#}
{%- set references = {
    'deal': ['party', 'product'], 'deal_stage_history': ['deal'], 'lead': ['party', 'deal'], 'order': ['party', 'deal'],
    'invoice': ['party', 'order', 'deal'], 'payment': ['party', 'order', 'invoice', 'deal'],
    'shipment': ['party', 'order'], 'ticket': ['party', 'order'], 'survey_response': ['party', 'ticket', 'order'],
    'activity': ['party', 'deal'], 'order_line': ['order', 'product'], 'form_submission': ['party'],
    'loyalty_balance': ['party'], 'campaign_event': ['party', 'campaign'], 'web_visit': ['party']
} -%}
{#- The day of the rate, as golden tells it. -#}
{%- set days = {
    'deal': "coalesce(least(closes_on, " ~ utc_day('coalesce(updated_at, created_at)') ~ "), " ~ utc_day('created_at') ~ ")",
    'order': 'coalesce(ordered_on, ' ~ utc_day('created_at') ~ ')',
    'invoice': 'coalesce(invoiced_on, ' ~ utc_day('created_at') ~ ')',
    'payment': 'coalesce(paid_on, ' ~ utc_day('created_at') ~ ')',
    'shipment': 'coalesce(' ~ utc_day('shipped_at') ~ ', expected_on, ' ~ utc_day('created_at') ~ ')',
    'order_line': 'ordered_on'
} -%}
{%- if is_night() -%}
{#- `coalesce` has DuckDB look every row up in what is touched, which it would take for more than there are rows. -#}
with changed as (

    select * from {{ ref('onefold', 'touched_input') }}

),

rates as (

    select cast(name as date) as day, parent as currency from changed where entity = 'rate'

),

stages as (

    select parent as source, name as stage from changed where entity = 'stage'

),

touched_0 as (

    select record_name from {{ ref('onefold', 'touched_party') }}
    union
    select name as record_name from changed
    where not starts_with(entity, 'standardised_') and entity not in ('rate', 'stage', 'correction')
    union
    select parent as record_name from changed where parent is not null and entity not in ('rate', 'stage')
    {%- for entity, day in days.items() %}
    union
    select record_name from {{ last_built(entity) }} where (currency, {{ day }}) in (select currency, day from rates)
    {%- endfor %}
    union
    select lines.record_name
    from {{ last_built('order_line') }} as lines
    inner join {{ ref('onefold', 'product') }} as products on lines.product = products.record_name
    where (products.currency, lines.ordered_on) in (select currency, day from rates)
    union
    select record_name from {{ ref('int_deal') }}
    where (source, {{ stage_key('stage') }}) in (select source, stage from stages)
    union
    select record_name from {{ ref('int_lead') }}
    where (source, {{ stage_key('status') }}) in (select source, stage from stages)
    {%- for column in ['record_name', 'deal'] %}
    union
    select {{ column }} as record_name from {{ ref('int_deal_stage_history') }}
    where
        (source, {{ stage_key('to_stage') }}) in (select source, stage from stages)
        or (source, {{ stage_key('from_stage') }}) in (select source, stage from stages)
    {%- endfor %}

),
{%- for entity, fields in references.items() %}
{%- set earlier = 'touched_' ~ loop.index0 %}

touched_{{ loop.index }} as (

    select record_name from {{ earlier }}
    union
    select record_name from {{ ref('int_' ~ entity) }}
    where
        {%- for field in fields %}
        {{ 'or ' if not loop.first }}coalesce("{{ field }}" in (select record_name from {{ earlier }}), false)
        {%- endfor %}

),
{%- endfor %}

referring as (

    select record_name from touched_{{ references | length }}

),

visitors as (

    {% for entity in ['web_visit', 'form_submission'] -%}
    {%- for relation in [ref('int_' ~ entity), last_built(entity)] -%}
    select source, visitor from {{ relation }}
    where visitor is not null and coalesce(record_name in (select record_name from referring), false)
    {{ 'union' if not loop.last }}
    {% endfor -%}
    {{ 'union' if not loop.last }}
    {% endfor %}
),

-- What is sold has the margin of its lines.
touched as (

    select record_name from referring
    union
    select record_name from {{ ref('int_web_visit') }}
    where (source, visitor) in (select source, visitor from visitors)
    {%- for relation in [ref('int_order_line'), last_built('order_line')] %}
    union
    select "order" as record_name from {{ relation }}
    where coalesce(record_name in (select record_name from referring), false) and "order" is not null
    {%- endfor %}

)

select record_name, cast(null as varchar) as customer_id from touched where record_name is not null
{%- for entity in references %}
union
select record_name, customer_id from {{ last_built(entity) }}
where coalesce(record_name in (select record_name from touched), false) and customer_id is not null
{%- endfor %}
{%- else -%}
-- Read when there is a last build: {{ ref('onefold', 'touched_input') }} {{ ref('onefold', 'touched_party') }}
-- {{ ref('onefold', 'product') }}
{%- for entity in references %} {{ ref('int_' ~ entity) }}{% endfor %}
select cast(null as varchar) as record_name, cast(null as varchar) as customer_id where false
{%- endif %}
