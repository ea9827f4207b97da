-- written by `onefold source build` from sources/shop.yml; edit that file
-- content bc5f4bfcc3d0bff2
with

latest as (
    select *
    from {{ source('raw_shop', 'orders') }}
    qualify row_number() over (
        partition by id
        order by (_of_deleted_at is null) desc, _of_loaded_at desc
    ) = 1
),

received as (
    select
        cast(id as varchar) as id,
        {{ onefold.clean_date_text('updated_at') }} as updated_at,
        {{ onefold.clean_text('archived') }} as archived,
        {{ onefold.clean_text('number') }} as number,
        nullif(cast(email as varchar), '') as email,
        {{ onefold.clean_text('status') }} as status,
        {{ onefold.clean_text('utm_campaign') }} as utm_campaign,
        {{ onefold.clean_text('currency') }} as currency,
        {{ onefold.clean_text('total') }} as total,
        {{ onefold.clean_date_text('ordered_at') }} as ordered_at,
        _of_deleted_at
    from latest
),

typed as (
    select
        *,
        {{ onefold.read_decimal('total') }} as as__amount,
        {{ onefold.read_date('ordered_at', 'UTC') }} as as__ordered_on,
        {{ onefold.read_timestamp('ordered_at', 'UTC') }} as as__created_at,
        {{ onefold.read_timestamp('updated_at', 'UTC') }} as as__updated_at
    from received
)

select
    ---------- ids
    {{ onefold.record_name('shop', 'orders', ['id']) }} as record_name,
    'shop' as source,
    'orders' as object,
    id as source_key,
    cast(60 as bigint) as trust,

    ---------- times and state
    as__created_at as created_at,
    as__updated_at as updated_at,
    (_of_deleted_at is not null) as is_deleted,
    case
        when (_of_deleted_at is not null) then 'deleted'
        when coalesce({{ onefold.read_boolean('archived') }} = true, false) then 'archived'
        else 'active'
    end as record_state,
    'UTC' as time_zone,
    cast(null as json) as custom_fields,

    ---------- order
    {{ onefold.record_name('mailing', 'subscribers', ['email']) }} as party,
    number,
    as__ordered_on as ordered_on,
    as__amount as amount,
    coalesce(currency, 'EUR') as currency,
    status,
    'Online' as department,
    'Harbour Online GmbH' as company,
    utm_campaign as campaign,

    ---------- what could not be read
    {{ onefold.names_that_hold([
        ['amount', 'total is not null and as__amount is null'],
        ['ordered_on', 'ordered_at is not null and as__ordered_on is null'],
        ['created_at', 'ordered_at is not null and as__created_at is null'],
        ['updated_at', 'updated_at is not null and as__updated_at is null']
    ]) }} as _type_failures,
    cast(null as varchar[]) as _unknown_codes
from typed
