-- written by `onefold source build` from sources/accounting.yml; edit that file
-- content 64daa71d75fbe463
with

latest as (
    select *
    from {{ source('raw_accounting', 'payments') }}
    qualify row_number() over (
        partition by id
        order by (_of_deleted_at is null) desc, _of_loaded_at desc
    ) = 1
),

received as (
    select
        cast(id as varchar) as id,
        {{ onefold.clean_text('nomer') }} as nomer,
        {{ onefold.clean_date_text('data') }} as data,
        {{ onefold.clean_text('summa') }} as summa,
        {{ onefold.clean_text('valyuta') }} as valyuta,
        nullif(cast(kontragent_id as varchar), '') as kontragent_id,
        nullif(cast(zakaz_id as varchar), '') as zakaz_id,
        _of_deleted_at
    from latest
),

typed as (
    select
        *,
        {{ onefold.read_date('data', 'Europe/Moscow') }} as as__paid_on,
        {{ onefold.read_decimal('summa') }} as as__amount
    from received
)

select
    ---------- ids
    {{ onefold.record_name('accounting', 'payments', ['id']) }} as record_name,
    'accounting' as source,
    'payments' as object,
    id as source_key,
    cast(80 as bigint) as trust,

    ---------- times and state
    cast(null as timestamp) as created_at,
    cast(null as timestamp) as updated_at,
    (_of_deleted_at is not null) as is_deleted,
    case
        when (_of_deleted_at is not null) then 'deleted'
        else 'active'
    end as record_state,
    'Europe/Moscow' as time_zone,
    cast(null as json) as custom_fields,

    ---------- payment
    {{ onefold.record_name('accounting', 'counterparties', ['kontragent_id']) }} as party,
    {{ onefold.record_name('accounting', 'orders', ['zakaz_id']) }} as "order",
    nomer as number,
    as__paid_on as paid_on,
    as__amount as amount,
    valyuta as currency,

    ---------- what could not be read
    {{ onefold.names_that_hold([
        ['paid_on', 'data is not null and as__paid_on is null'],
        ['amount', 'summa is not null and as__amount is null']
    ]) }} as _type_failures,
    cast(null as varchar[]) as _unknown_codes
from typed
