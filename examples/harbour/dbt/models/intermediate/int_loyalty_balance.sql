-- written by `onefold source build` from sources/*.yml; edit that file
-- content 01139004aea721e2
with

stg_shop__loyalty_accounts as (
    select * from {{ ref('stg_shop__loyalty_accounts') }}
),

shop__loyalty_accounts__rows as (
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
        program,
        card_number,
        tier,
        points,
        as_of,
        expires_on
    from stg_shop__loyalty_accounts
),

united as (
    select * from shop__loyalty_accounts__rows
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
    program,
    card_number,
    tier,
    points,
    as_of,
    expires_on
from united
