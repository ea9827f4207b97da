-- written by `onefold source build` from sources/shop.yml; edit that file
-- content af81e6d26bbf3a53
with

latest as (
    select *
    from {{ source('raw_shop', 'loyalty_accounts') }}
    qualify row_number() over (
        partition by card
        order by (_of_deleted_at is null) desc, _of_loaded_at desc
    ) = 1
),

received as (
    select
        cast(card as varchar) as card,
        {{ onefold.clean_text('card') }} as clean__card,
        {{ onefold.clean_date_text('updated_at') }} as updated_at,
        nullif(cast(email as varchar), '') as email,
        {{ onefold.clean_text('tier') }} as tier,
        {{ onefold.clean_text('points') }} as points,
        {{ onefold.clean_date_text('expires_on') }} as expires_on,
        _of_deleted_at
    from latest
),

typed as (
    select
        *,
        {{ onefold.read_decimal('points') }} as as__points,
        {{ onefold.read_date('expires_on', 'UTC') }} as as__expires_on,
        {{ onefold.read_timestamp('updated_at', 'UTC') }} as as__as_of,
        {{ onefold.read_timestamp('updated_at', 'UTC') }} as as__updated_at
    from received
)

select
    ---------- ids
    {{ onefold.record_name('shop', 'loyalty_accounts', ['card']) }} as record_name,
    'shop' as source,
    'loyalty_accounts' as object,
    card as source_key,
    cast(60 as bigint) as trust,

    ---------- times and state
    cast(null as timestamp) as created_at,
    as__updated_at as updated_at,
    (_of_deleted_at is not null) as is_deleted,
    case
        when (_of_deleted_at is not null) then 'deleted'
        else 'active'
    end as record_state,
    'UTC' as time_zone,
    cast(null as json) as custom_fields,

    ---------- loyalty_balance
    {{ onefold.record_name('mailing', 'subscribers', ['email']) }} as party,
    'Harbour Points' as program,
    clean__card as card_number,
    tier,
    as__points as points,
    as__as_of as as_of,
    as__expires_on as expires_on,

    ---------- what could not be read
    {{ onefold.names_that_hold([
        ['points', 'points is not null and as__points is null'],
        ['expires_on', 'expires_on is not null and as__expires_on is null'],
        ['as_of', 'updated_at is not null and as__as_of is null'],
        ['updated_at', 'updated_at is not null and as__updated_at is null']
    ]) }} as _type_failures,
    cast(null as varchar[]) as _unknown_codes
from typed
