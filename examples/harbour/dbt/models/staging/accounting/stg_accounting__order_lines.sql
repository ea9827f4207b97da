-- written by `onefold source build` from sources/accounting.yml; edit that file
-- content 9c63b7baa2e66127
with

latest as (
    select *
    from {{ source('raw_accounting', 'order_lines') }}
    qualify row_number() over (
        partition by dokument_id, nomer_stroki
        order by (_of_deleted_at is null) desc, _of_loaded_at desc
    ) = 1
),

received as (
    select
        cast(dokument_id as varchar) as dokument_id,
        cast(nomer_stroki as varchar) as nomer_stroki,
        {{ onefold.clean_text('id') }} as id,
        {{ onefold.clean_text('naimenovanie') }} as naimenovanie,
        {{ onefold.clean_text('tsena_za_edinitsu') }} as tsena_za_edinitsu,
        {{ onefold.clean_text('kolichestvo') }} as kolichestvo,
        {{ onefold.clean_text('summa') }} as summa,
        _of_deleted_at
    from latest
)

select
    {{ onefold.record_name('accounting', 'order_lines', ['dokument_id', 'nomer_stroki']) }} as record_name,
    (_of_deleted_at is not null) as is_deleted,
    dokument_id,
    nomer_stroki,
    id,
    naimenovanie,
    tsena_za_edinitsu,
    kolichestvo,
    summa
from received
