-- written by `onefold source build` from sources/*.yml; edit that file
-- content 4c89055c7090279b
with

stg_shop__products as (
    select * from {{ ref('stg_shop__products') }}
),

shop__products__rows as (
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
        sku,
        name,
        category,
        department,
        company,
        unit,
        price,
        cost,
        currency,
        is_active
    from stg_shop__products
),

united as (
    select * from shop__products__rows
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
    sku,
    name,
    category,
    department,
    company,
    unit,
    price,
    cost,
    currency,
    is_active
from united
