-- written by `onefold source build` from sources/shop.yml; edit that file
-- content d4b75a1b45dde1d2
with

latest as (
    select *
    from {{ source('raw_shop', 'shipments') }}
    qualify row_number() over (
        partition by id
        order by (_of_deleted_at is null) desc, _of_loaded_at desc
    ) = 1
),

received as (
    select
        cast(id as varchar) as id,
        {{ onefold.clean_date_text('updated_at') }} as updated_at,
        nullif(cast(order_id as varchar), '') as order_id,
        {{ onefold.clean_text('carrier') }} as carrier,
        {{ onefold.clean_text('tracking_number') }} as tracking_number,
        {{ onefold.clean_text('status') }} as status,
        {{ onefold.clean_text('country') }} as country,
        {{ onefold.clean_date_text('shipped_at') }} as shipped_at,
        {{ onefold.clean_date_text('promised_on') }} as promised_on,
        {{ onefold.clean_date_text('delivered_at') }} as delivered_at,
        {{ onefold.clean_text('carriage') }} as carriage,
        _of_deleted_at
    from latest
),

typed as (
    select
        *,
        {{ onefold.read_timestamp('shipped_at', 'UTC') }} as as__shipped_at,
        {{ onefold.read_timestamp('shipped_at', 'UTC') }} as as__created_at,
        {{ onefold.read_date('promised_on', 'UTC') }} as as__expected_on,
        {{ onefold.read_timestamp('delivered_at', 'UTC') }} as as__delivered_at,
        {{ onefold.read_decimal('carriage') }} as as__amount,
        {{ onefold.read_timestamp('updated_at', 'UTC') }} as as__updated_at
    from received
)

select
    ---------- ids
    {{ onefold.record_name('shop', 'shipments', ['id']) }} as record_name,
    'shop' as source,
    'shipments' as object,
    id as source_key,
    cast(60 as bigint) as trust,

    ---------- times and state
    as__created_at as created_at,
    as__updated_at as updated_at,
    (_of_deleted_at is not null) as is_deleted,
    case
        when (_of_deleted_at is not null) then 'deleted'
        else 'active'
    end as record_state,
    'UTC' as time_zone,
    cast(null as json) as custom_fields,

    ---------- shipment
    {{ onefold.record_name('shop', 'orders', ['order_id']) }} as "order",
    carrier,
    tracking_number,
    status,
    country,
    as__shipped_at as shipped_at,
    as__expected_on as expected_on,
    as__delivered_at as delivered_at,
    as__amount as amount,
    'EUR' as currency,

    ---------- what could not be read
    {{ onefold.names_that_hold([
        ['shipped_at', 'shipped_at is not null and as__shipped_at is null'],
        ['created_at', 'shipped_at is not null and as__created_at is null'],
        ['expected_on', 'promised_on is not null and as__expected_on is null'],
        ['delivered_at', 'delivered_at is not null and as__delivered_at is null'],
        ['amount', 'carriage is not null and as__amount is null'],
        ['updated_at', 'updated_at is not null and as__updated_at is null']
    ]) }} as _type_failures,
    cast(null as varchar[]) as _unknown_codes
from typed
