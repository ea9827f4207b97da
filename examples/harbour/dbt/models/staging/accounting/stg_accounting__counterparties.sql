-- written by `onefold source build` from sources/accounting.yml; edit that file
-- content d2c69236288b32a5
with

latest as (
    select *
    from {{ source('raw_accounting', 'counterparties') }}
    qualify row_number() over (
        partition by id
        order by (_of_deleted_at is null) desc, _of_loaded_at desc
    ) = 1
),

received as (
    select
        cast(id as varchar) as id,
        {{ onefold.clean_text('ofitsial_noe_naimenovanie') }} as ofitsial_noe_naimenovanie,
        {{ onefold.clean_text('familiya') }} as familiya,
        {{ onefold.clean_text('imya') }} as imya,
        {{ onefold.clean_text('otchestvo') }} as otchestvo,
        {{ onefold.clean_text('inn') }} as inn,
        {{ onefold.clean_text('kpp') }} as kpp,
        {{ onefold.clean_text('adres_registratsii_ulitsa') }} as adres_registratsii_ulitsa,
        {{ onefold.clean_text('adres_registratsii_gorod') }} as adres_registratsii_gorod,
        {{ onefold.clean_text('adres_registratsii_pochtovyy_indeks') }} as adres_registratsii_pochtovyy_indeks,
        {{ onefold.clean_text('adres_registratsii_strana') }} as adres_registratsii_strana,
        {{ onefold.clean_text('kontakty_pochta') }} as kontakty_pochta,
        {{ onefold.clean_text('kontakty_telefon_rabochiy') }} as kontakty_telefon_rabochiy,
        {{ onefold.clean_text('naimenovanie') }} as naimenovanie,
        _of_deleted_at
    from latest
)

select
    ---------- ids
    {{ onefold.record_name('accounting', 'counterparties', ['id']) }} as record_name,
    'accounting' as source,
    'counterparties' as object,
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
    {{ onefold.kept_fields([['Наименование', 'naimenovanie']]) }} as custom_fields,

    ---------- party
    imya as given_name,
    otchestvo as middle_name,
    familiya as family_name,
    ofitsial_noe_naimenovanie as organization_name,
    inn as tax_id,
    kpp as registration_code,
    adres_registratsii_strana as country,
    'customer' as lifecycle,

    ---------- further entities
    adres_registratsii_ulitsa as address__registered__street,
    adres_registratsii_gorod as address__registered__city,
    adres_registratsii_pochtovyy_indeks as address__registered__postcode,
    adres_registratsii_strana as address__registered__country,
    kontakty_pochta as email__primary,
    kontakty_telefon_rabochiy as phone__primary,
    adres_registratsii_strana as phone__primary__country,

    ---------- what could not be read
    cast(null as varchar[]) as _type_failures,
    cast(null as varchar[]) as _unknown_codes
from received
