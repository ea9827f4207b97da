{{ config(meta={'touched_by': ['record']}) }}
with invoices as (

    select * from {{ ref('int_invoice') }} where not is_deleted and {{ touched('record') }}

),

crosswalk as (

    select * from {{ ref('onefold', 'crosswalk') }}

),

orders as (

    select * from {{ ref('onefold', 'order') }}

),

deals as (

    select * from {{ ref('onefold', 'deal') }}

),

dated as (

    select
        *,
        coalesce(invoiced_on, {{ utc_day('created_at') }}) as day
    from invoices

),

rated as (

    {{ with_rates('dated') }}

)

select
    ---------- ids
    rated.record_name,
    rated.source,
    rated.object,
    rated.source_key,
    coalesce(crosswalk.customer_id, orders.customer_id, deals.customer_id) as customer_id,
    rated.party,
    rated."order",
    rated.deal,

    ---------- text
    rated.number,
    rated.status,
    {{ currency_code('rated.currency') }} as currency,
    rated.record_state,
    rated.time_zone,

    ---------- numerics
    cast(rated.amount as decimal(18, 4)) as amount,
    {{ amount_base('rated.amount', 'rated.rate') }} as amount_base,
    rated.rate,

    ---------- booleans
    (rated.party is not null and crosswalk.customer_id is null)
    or (rated."order" is not null and orders.record_name is null)
    or (rated.deal is not null and deals.record_name is null) as is_dangling,

    ---------- dates and timestamps
    rated.invoiced_on,
    rated.due_on,
    rated.rate_on,
    rated.created_at,
    rated.updated_at
from rated
left join crosswalk on rated.party = crosswalk.record_name
left join orders on rated."order" = orders.record_name
left join deals on rated.deal = deals.record_name
