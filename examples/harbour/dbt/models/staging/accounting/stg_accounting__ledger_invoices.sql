-- written by `onefold source build` from sources/accounting.yml; edit that file
-- content db233ca56417025e
with

latest as (
    select *
    from {{ source('raw_accounting', 'ledger_invoices') }}
    qualify row_number() over (
        partition by kod
        order by (_of_deleted_at is null) desc, _of_loaded_at desc
    ) = 1
),

received as (
    select
        cast(kod as varchar) as kod,
        {{ onefold.clean_text('kod') }} as clean__kod,
        {{ onefold.clean_text('schet_no') }} as schet_no,
        {{ onefold.clean_date_text('data_scheta') }} as data_scheta,
        {{ onefold.clean_text('summa') }} as summa,
        {{ onefold.clean_text('valyuta') }} as valyuta,
        _of_deleted_at
    from latest
),

typed as (
    select
        *,
        {{ onefold.read_date('data_scheta', 'Europe/Moscow', ['%Y-%m-%d', '%d.%m.%Y']) }} as as__invoiced_on,
        {{ onefold.read_decimal('summa') }} as as__amount
    from received
)

select
    ---------- ids
    {{ onefold.record_name('accounting', 'ledger_invoices', ['kod']) }} as record_name,
    'accounting' as source,
    'ledger_invoices' as object,
    kod as source_key,
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

    ---------- invoice
    {{ onefold.record_name('accounting', 'ledger', ['clean__kod']) }} as party,
    schet_no as number,
    as__invoiced_on as invoiced_on,
    as__amount as amount,
    valyuta as currency,

    ---------- what could not be read
    {{ onefold.names_that_hold([
        ['invoiced_on', 'data_scheta is not null and as__invoiced_on is null'],
        ['amount', 'summa is not null and as__amount is null']
    ]) }} as _type_failures,
    cast(null as varchar[]) as _unknown_codes
from typed
