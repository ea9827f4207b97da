-- written by `onefold source build` from sources/accounting.yml; edit that file
-- content 8f820071021c0b8a
with

latest as (
    select *
    from {{ source('raw_accounting', 'orders') }}
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
        {{ onefold.clean_text('rekvizit_status_zakaza') }} as rekvizit_status_zakaza,
        _of_deleted_at
    from latest
),

typed as (
    select
        *,
        {{ onefold.read_date('data', 'Europe/Moscow') }} as as__ordered_on,
        {{ onefold.read_decimal('summa') }} as as__amount
    from received
)

select
    ---------- ids
    {{ onefold.record_name('accounting', 'orders', ['id']) }} as record_name,
    'accounting' as source,
    'orders' as object,
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

    ---------- order
    {{ onefold.record_name('accounting', 'counterparties', ['kontragent_id']) }} as party,
    nomer as number,
    as__ordered_on as ordered_on,
    as__amount as amount,
    valyuta as currency,
    rekvizit_status_zakaza as status,

    ---------- what could not be read
    {{ onefold.names_that_hold([
        ['ordered_on', 'data is not null and as__ordered_on is null'],
        ['amount', 'summa is not null and as__amount is null']
    ]) }} as _type_failures,
    cast(null as varchar[]) as _unknown_codes
from typed
