{{ config(meta={'touched_by': ['record']}) }}
with shipments as (

    select * from {{ ref('int_shipment') }} where not is_deleted and {{ touched('record') }}

),

crosswalk as (

    select * from {{ ref('onefold', 'crosswalk') }}

),

orders as (

    select * from {{ ref('onefold', 'order') }}

),

dated as (

    select
        *,
        coalesce({{ utc_day('shipped_at') }}, expected_on, {{ utc_day('created_at') }}) as day
    from shipments

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
    coalesce(crosswalk.customer_id, orders.customer_id) as customer_id,
    rated.party,
    rated."order",

    ---------- text
    rated.number,
    rated.carrier,
    rated.tracking_number,
    rated.status,
    rated.country,
    {{ currency_code('rated.currency') }} as currency,
    rated.record_state,
    rated.time_zone,

    ---------- numerics
    cast(rated.amount as decimal(18, 4)) as amount,
    {{ amount_base('rated.amount', 'rated.rate') }} as amount_base,
    rated.rate,

    ---------- booleans
    (rated.party is not null and crosswalk.customer_id is null)
    or (rated."order" is not null and orders.record_name is null) as is_dangling,

    ---------- dates and timestamps
    rated.shipped_at,
    rated.expected_on,
    rated.delivered_at,
    rated.rate_on,
    rated.created_at,
    rated.updated_at
from rated
left join crosswalk on rated.party = crosswalk.record_name
left join orders on rated."order" = orders.record_name
