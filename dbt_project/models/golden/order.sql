with orders as (

    select * from {{ ref('int_order') }} where not is_deleted

),

crosswalk as (

    select * from {{ ref('onefold', 'crosswalk') }}

),

dated as (

    select
        *,
        coalesce(ordered_on, {{ utc_day('created_at') }}) as day
    from orders

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
    crosswalk.customer_id,
    rated.party,

    ---------- text
    rated.number,
    rated.status,
    rated.currency,

    ---------- numerics
    cast(rated.amount as decimal(18, 4)) as amount,
    {{ amount_base('rated.amount', 'rated.rate') }} as amount_base,
    rated.rate,

    ---------- booleans
    rated.party is not null and crosswalk.customer_id is null as is_dangling,

    ---------- dates and timestamps
    rated.ordered_on,
    rated.rate_on,
    rated.created_at,
    rated.updated_at
from rated
left join crosswalk on rated.party = crosswalk.record_name
