with products as (

    select * from {{ ref('int_product') }} where not is_deleted

),

dated as (

    select
        *,
        {{ utc_day('coalesce(updated_at, created_at)') }} as day
    from products

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

    ---------- text
    rated.sku,
    rated.name,
    rated.category,
    rated.department,
    rated.company,
    rated.unit,
    {{ currency_code('rated.currency') }} as currency,
    rated.record_state,
    rated.time_zone,

    ---------- numerics
    cast(rated.price as decimal(18, 4)) as price,
    {{ amount_base('rated.price', 'rated.rate') }} as price_base,
    cast(rated.cost as decimal(18, 4)) as cost,
    {{ amount_base('rated.cost', 'rated.rate') }} as cost_base,
    rated.rate,

    ---------- booleans
    rated.is_active,

    ---------- dates and timestamps
    rated.rate_on,
    rated.created_at,
    rated.updated_at
from rated
