-- written by `onefold source build` from sources/accounting.yml; edit that file
-- content ea53e8eae2fbed36
with

latest as (
    select *
    from {{ source('raw_accounting', 'ledger') }}
    qualify row_number() over (
        partition by kod
        order by (_of_deleted_at is null) desc, _of_loaded_at desc
    ) = 1
),

received as (
    select
        cast(kod as varchar) as kod,
        {{ onefold.clean_text('kontragent') }} as kontragent,
        {{ onefold.clean_text('tip') }} as tip,
        {{ onefold.clean_text('inn_vat') }} as inn_vat,
        {{ onefold.clean_text('telefon') }} as telefon,
        {{ onefold.clean_text('e_mail') }} as e_mail,
        {{ onefold.clean_text('strana') }} as strana,
        {{ onefold.clean_text('adres') }} as adres,
        {{ onefold.clean_text('ostatok') }} as ostatok,
        _of_deleted_at
    from latest
),

typed as (
    select
        *,
        case
            when tip = 'ЮЛ' then 'organization'
            when tip = 'ФЛ' then 'person'
        end as as__kind
    from received
)

select
    ---------- ids
    {{ onefold.record_name('accounting', 'ledger', ['kod']) }} as record_name,
    'accounting' as source,
    'ledger' as object,
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
    {{ onefold.kept_fields([['Остаток', 'ostatok']]) }} as custom_fields,

    ---------- party
    as__kind as kind,
    kontragent as full_name,
    inn_vat as tax_id,
    strana as country,
    'customer' as lifecycle,

    ---------- further entities
    telefon as phone__primary,
    strana as phone__primary__country,
    e_mail as email__primary,
    strana as address__primary__country,
    adres as address__primary__full_address,

    ---------- what could not be read
    cast(null as varchar[]) as _type_failures,
    {{ onefold.names_that_hold([['kind', 'tip is not null and as__kind is null']]) }} as _unknown_codes
from typed
