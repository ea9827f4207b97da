-- written by `onefold source build` from sources/*.yml; edit that file
-- content a6b7576f74b82254
with

stg_accounting__orders as (
    select * from {{ ref('stg_accounting__orders') }}
),

stg_shop__orders as (
    select * from {{ ref('stg_shop__orders') }}
),

accounting__orders__rows as (
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
        number,
        ordered_on,
        amount,
        currency,
        status,
        cast(null as varchar) as deal,
        cast(null as varchar) as owner,
        cast(null as varchar) as department,
        cast(null as varchar) as company,
        cast(null as varchar) as campaign
    from stg_accounting__orders
),

shop__orders__rows as (
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
        number,
        ordered_on,
        amount,
        currency,
        status,
        cast(null as varchar) as deal,
        cast(null as varchar) as owner,
        department,
        company,
        campaign
    from stg_shop__orders
),

united as (
    select * from accounting__orders__rows
    union all
    select * from shop__orders__rows
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
    number,
    ordered_on,
    amount,
    currency,
    status,
    deal,
    owner,
    department,
    company,
    campaign
from united
