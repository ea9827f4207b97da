-- written by `onefold source build` from sources/shop.yml; edit that file
-- content 74bc54076ab1e289
with

latest as (
    select *
    from {{ source('raw_shop', 'order_items') }}
    qualify row_number() over (
        partition by id
        order by (_of_deleted_at is null) desc, _of_loaded_at desc
    ) = 1
),

received as (
    select
        cast(id as varchar) as id,
        nullif(cast(order_id as varchar), '') as order_id,
        {{ onefold.clean_text('line') }} as line,
        nullif(cast(sku as varchar), '') as sku,
        {{ onefold.clean_text('title') }} as title,
        {{ onefold.clean_text('quantity') }} as quantity,
        {{ onefold.clean_text('unit_price') }} as unit_price,
        {{ onefold.clean_text('discount') }} as discount,
        {{ onefold.clean_text('total') }} as total,
        {{ onefold.clean_text('cost') }} as cost,
        _of_deleted_at
    from latest
),

typed as (
    select
        *,
        {{ onefold.read_integer('line') }} as as__line,
        {{ onefold.read_decimal('quantity') }} as as__quantity,
        {{ onefold.read_decimal('unit_price') }} as as__unit_price,
        {{ onefold.read_decimal('discount') }} as as__discount,
        {{ onefold.read_decimal('total') }} as as__amount,
        {{ onefold.read_decimal('cost') }} as as__cost
    from received
)

select
    ---------- ids
    {{ onefold.record_name('shop', 'order_items', ['id']) }} as record_name,
    'shop' as source,
    'order_items' as object,
    id as source_key,
    cast(60 as bigint) as trust,

    ---------- times and state
    cast(null as timestamp) as created_at,
    cast(null as timestamp) as updated_at,
    (_of_deleted_at is not null) as is_deleted,
    case
        when (_of_deleted_at is not null) then 'deleted'
        else 'active'
    end as record_state,
    'UTC' as time_zone,
    cast(null as json) as custom_fields,

    ---------- order_line
    {{ onefold.record_name('shop', 'orders', ['order_id']) }} as "order",
    {{ onefold.record_name('shop', 'products', ['sku']) }} as product,
    title as name,
    as__line as line,
    as__quantity as quantity,
    as__unit_price as unit_price,
    as__discount as discount,
    as__amount as amount,
    as__cost as cost,

    ---------- what could not be read
    {{ onefold.names_that_hold([
        ['line', 'line is not null and as__line is null'],
        ['quantity', 'quantity is not null and as__quantity is null'],
        ['unit_price', 'unit_price is not null and as__unit_price is null'],
        ['discount', 'discount is not null and as__discount is null'],
        ['amount', 'total is not null and as__amount is null'],
        ['cost', 'cost is not null and as__cost is null']
    ]) }} as _type_failures,
    cast(null as varchar[]) as _unknown_codes
from typed
