{#
    Customers whose marts may differ: their golden record, a fact that was or is theirs, where their ways to a sale stand,
    or what has happened by today and had not when the last build was made.
#}
{{ config(meta={'touched_by': []}) }}
{%- set facts = [
    'deal', 'deal_stage_history', 'lead', 'order', 'invoice', 'payment', 'shipment', 'ticket', 'survey_response', 'activity',
    'order_line', 'form_submission', 'loyalty_balance', 'campaign_event', 'web_visit'
] -%}
{%- if is_night() -%}
with touched as (

    select record_name, customer_id from {{ ref('onefold', 'touched_record') }}

),

journeys as (

    {{ customer_journeys() }}

),

last_journeys as (

    select * from {{ last_built('kept_journey') }}

),

changed_journeys as (

    (select * from journeys except select * from last_journeys)
    union
    (select * from last_journeys except select * from journeys)

),

days as (

    select
        cast(least(tomorrow, {{ tomorrow() }}) as timestamp) as from_at,
        cast(greatest(tomorrow, {{ tomorrow() }}) as timestamp) as to_at
    from intermediate.build_state

),

customers as (

    select customer_id from {{ ref('onefold', 'touched_customer') }}
    union
    select customer_id from touched
    union
    select customer_id from changed_journeys
    {%- for table in facts %}
    union
    select customer_id from {{ ref('onefold', table) }} where record_name in (select record_name from touched)
    {%- endfor %}
    {%- for _, table, at in moments() %}
    union
    select customer_id from {{ ref('onefold', table) }}
    where {{ at }} >= (select from_at from days) and {{ at }} < (select to_at from days)
    {%- endfor %}

)

select customer_id from customers where customer_id is not null
union all
-- What is sold to nobody known.
select '' as customer_id
{%- else -%}
-- Read when there is a last build: {{ ref('onefold', 'touched_record') }} {{ ref('onefold', 'touched_customer') }}
-- {{ ref('onefold', 'sales_journey') }} {{ ref('onefold', 'sale') }}
{%- for table in facts %} {{ ref('onefold', table) }}{% endfor %}
select cast(null as varchar) as customer_id where false
{%- endif %}
