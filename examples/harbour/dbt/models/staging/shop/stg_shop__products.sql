-- written by `onefold source build` from sources/shop.yml; edit that file
-- content 22a4dafac5b5b107
with

latest as (
    select *
    from {{ source('raw_shop', 'products') }}
    qualify row_number() over (
        partition by sku
        order by (_of_deleted_at is null) desc, _of_loaded_at desc
    ) = 1
),

received as (
    select
        cast(sku as varchar) as sku,
        {{ onefold.clean_text('sku') }} as clean__sku,
        {{ onefold.clean_text('name') }} as name,
        {{ onefold.clean_text('category') }} as category,
        {{ onefold.clean_text('department') }} as department,
        {{ onefold.clean_text('unit') }} as unit,
        {{ onefold.clean_text('price') }} as price,
        {{ onefold.clean_text('cost_price') }} as cost_price,
        {{ onefold.clean_text('currency') }} as currency,
        {{ onefold.clean_text('active') }} as active,
        {{ onefold.clean_date_text('updated_at') }} as updated_at,
        _of_deleted_at
    from latest
),

typed as (
    select
        *,
        {{ onefold.read_decimal('price') }} as as__price,
        {{ onefold.read_decimal('cost_price') }} as as__cost,
        {{ onefold.read_boolean('active') }} as as__is_active,
        {{ onefold.read_timestamp('updated_at', 'UTC') }} as as__updated_at
    from received
)

select
    ---------- ids
    {{ onefold.record_name('shop', 'products', ['sku']) }} as record_name,
    'shop' as source,
    'products' as object,
    sku as source_key,
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

    ---------- product
    clean__sku as sku,
    name,
    category,
    department,
    'Harbour Online GmbH' as company,
    unit,
    as__price as price,
    as__cost as cost,
    coalesce(currency, 'EUR') as currency,
    as__is_active as is_active,

    ---------- what could not be read
    {{ onefold.names_that_hold([
        ['price', 'price is not null and as__price is null'],
        ['cost', 'cost_price is not null and as__cost is null'],
        ['is_active', 'active is not null and as__is_active is null'],
        ['updated_at', 'updated_at is not null and as__updated_at is null']
    ]) }} as _type_failures,
    cast(null as varchar[]) as _unknown_codes
from typed
