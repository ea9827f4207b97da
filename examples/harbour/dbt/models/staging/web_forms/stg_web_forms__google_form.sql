-- written by `onefold source build` from sources/web_forms.yml; edit that file
-- content 53887b6c124ca8e4
with

latest as (
    select *
    from {{ source('raw_web_forms', 'google_form') }}
    qualify row_number() over (
        partition by otmetka_vremeni, adres_elektronnoy_pochty
        order by (_of_deleted_at is null) desc, _of_loaded_at desc
    ) = 1
),

received as (
    select
        cast(otmetka_vremeni as varchar) as otmetka_vremeni,
        {{ onefold.clean_date_text('otmetka_vremeni') }} as clean__otmetka_vremeni,
        cast(adres_elektronnoy_pochty as varchar) as adres_elektronnoy_pochty,
        {{ onefold.clean_text('adres_elektronnoy_pochty') }} as clean__adres_elektronnoy_pochty,
        {{ onefold.clean_text('kak_vas_zovut_fio') }} as kak_vas_zovut_fio,
        {{ onefold.clean_text('telefon_dlya_svyazi') }} as telefon_dlya_svyazi,
        {{ onefold.clean_text('kompaniya') }} as kompaniya,
        {{ onefold.clean_text('gorod') }} as gorod,
        {{ onefold.clean_text('strana') }} as strana,
        {{ onefold.clean_date_text('data_rozhdeniya') }} as data_rozhdeniya,
        {{ onefold.clean_text('chto_vas_interesuet') }} as chto_vas_interesuet,
        {{ onefold.clean_text('soglasie_na_obrabotku_personal_nykh_dannykh') }} as soglasie_na_obrabotku_personal_nykh_dannykh,
        {{ onefold.clean_text('khochu_poluchat_novosti') }} as khochu_poluchat_novosti,
        _of_deleted_at
    from latest
),

typed as (
    select
        *,
        {{ onefold.read_timestamp(
            'clean__otmetka_vremeni',
            'Europe/Moscow',
            ['%d.%m.%Y %H:%M:%S']
        ) }} as as__created_at,
        {{ onefold.read_timestamp(
            'clean__otmetka_vremeni',
            'Europe/Moscow',
            ['%d.%m.%Y %H:%M:%S']
        ) }} as as__updated_at,
        {{ onefold.read_timestamp(
            'clean__otmetka_vremeni',
            'Europe/Moscow',
            ['%d.%m.%Y %H:%M:%S']
        ) }} as as__form_submission__at,
        {{ onefold.read_timestamp(
            'clean__otmetka_vremeni',
            'Europe/Moscow',
            ['%d.%m.%Y %H:%M:%S']
        ) }} as as__consent__email__at,
        {{ onefold.read_timestamp(
            'clean__otmetka_vremeni',
            'Europe/Moscow',
            ['%d.%m.%Y %H:%M:%S']
        ) }} as as__consent__processing__at,
        case
            when soglasie_na_obrabotku_personal_nykh_dannykh = 'Согласен' then 'granted'
            when soglasie_na_obrabotku_personal_nykh_dannykh = 'Согласна' then 'granted'
        end as as__consent__processing__state,
        case
            when khochu_poluchat_novosti = 'Да' then 'granted'
            when khochu_poluchat_novosti = 'Нет' then 'withdrawn'
        end as as__consent__email__state
    from received
)

select
    ---------- ids
    {{ onefold.record_name(
        'web_forms',
        'google_form',
        ['otmetka_vremeni', 'adres_elektronnoy_pochty']
    ) }} as record_name,
    'web_forms' as source,
    'google_form' as object,
    otmetka_vremeni || ',' || adres_elektronnoy_pochty as source_key,
    cast(60 as bigint) as trust,

    ---------- times and state
    as__created_at as created_at,
    as__updated_at as updated_at,
    (_of_deleted_at is not null) as is_deleted,
    case
        when (_of_deleted_at is not null) then 'deleted'
        else 'active'
    end as record_state,
    'Europe/Moscow' as time_zone,
    cast(null as json) as custom_fields,

    ---------- party
    'person' as kind,
    kak_vas_zovut_fio as full_name,
    kompaniya as organization_name,
    data_rozhdeniya as birth_date,
    strana as country,

    ---------- further entities
    as__form_submission__at as form_submission__at,
    as__consent__email__at as consent__email__at,
    as__consent__processing__at as consent__processing__at,
    clean__adres_elektronnoy_pochty as email__primary,
    telefon_dlya_svyazi as phone__primary,
    strana as phone__primary__country,
    gorod as address__primary__city,
    strana as address__primary__country,
    chto_vas_interesuet as form_submission__message,
    as__consent__processing__state as consent__processing__state,
    as__consent__email__state as consent__email__state,
    'google_form' as form_submission__form,
    'newsletter' as consent__email__purpose,
    'consent' as consent__email__legal_basis,
    'processing' as consent__processing__purpose,
    'consent' as consent__processing__legal_basis,

    ---------- what could not be read
    {{ onefold.names_that_hold([
        ['created_at', 'clean__otmetka_vremeni is not null and as__created_at is null'],
        ['updated_at', 'clean__otmetka_vremeni is not null and as__updated_at is null'],
        ['form_submission__at', 'clean__otmetka_vremeni is not null and as__form_submission__at is null'],
        ['consent__email__at', 'clean__otmetka_vremeni is not null and as__consent__email__at is null'],
        ['consent__processing__at', 'clean__otmetka_vremeni is not null and as__consent__processing__at is null']
    ]) }} as _type_failures,
    {{ onefold.names_that_hold([
        ['consent__processing__state', 'soglasie_na_obrabotku_personal_nykh_dannykh is not null and as__consent__processing__state is null'],
        ['consent__email__state', 'khochu_poluchat_novosti is not null and as__consent__email__state is null']
    ]) }} as _unknown_codes
from typed
