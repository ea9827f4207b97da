with payments as (

    select * from {{ ref('int_payment') }} where not is_deleted

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
        coalesce(paid_on, {{ utc_day('created_at') }}) as day
    from payments

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
    rated.currency,

    ---------- numerics
    cast(rated.amount as decimal(18, 4)) as amount,
    {{ amount_base('rated.amount', 'rated.rate') }} as amount_base,
    rated.rate,

    ---------- booleans
    (rated.party is not null and crosswalk.customer_id is null)
    or (rated."order" is not null and orders.record_name is null) as is_dangling,

    ---------- dates and timestamps
    rated.paid_on,
    rated.rate_on,
    rated.created_at,
    rated.updated_at
from rated
left join crosswalk on rated.party = crosswalk.record_name
left join orders on rated."order" = orders.record_name
