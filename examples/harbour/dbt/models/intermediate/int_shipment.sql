-- written by `onefold source build` from sources/*.yml; edit that file
-- content b1e40b5da9422b77
with

stg_shop__shipments as (
    select * from {{ ref('stg_shop__shipments') }}
),

shop__shipments__rows as (
    select
        record_name,
        source,
        object,
        source_key,
        trust,
        created_at,
        updated_at,
        is_deleted,
        record_state,
        time_zone,
        custom_fields,
        cast(null as varchar) as party,
        "order",
        cast(null as varchar) as number,
        carrier,
        tracking_number,
        status,
        country,
        shipped_at,
        expected_on,
        delivered_at,
        amount,
        currency
    from stg_shop__shipments
),

united as (
    select * from shop__shipments__rows
)

select
    record_name,
    source,
    object,
    source_key,
    trust,
    created_at,
    updated_at,
    is_deleted,
    record_state,
    time_zone,
    custom_fields,
    party,
    "order",
    number,
    carrier,
    tracking_number,
    status,
    country,
    shipped_at,
    expected_on,
    delivered_at,
    amount,
    currency
from united
