-- written by `onefold source build` from sources/accounting.yml; edit that file
-- content f67eaad09d344bca
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
        {{ onefold.clean_text('dokument_id') }} as clean__dokument_id,
        cast(nomer_stroki as varchar) as nomer_stroki,
        {{ onefold.clean_text('nomer_stroki') }} as clean__nomer_stroki,
        {{ onefold.clean_text('naimenovanie') }} as naimenovanie,
        {{ onefold.clean_text('kolichestvo') }} as kolichestvo,
        {{ onefold.clean_text('tsena_za_edinitsu') }} as tsena_za_edinitsu,
        {{ onefold.clean_text('summa') }} as summa,
        {{ onefold.clean_text('id') }} as id,
        _of_deleted_at
    from latest
),

typed as (
    select
        *,
        {{ onefold.read_integer('clean__nomer_stroki') }} as as__line,
        {{ onefold.read_decimal('kolichestvo') }} as as__quantity,
        {{ onefold.read_decimal('tsena_za_edinitsu') }} as as__unit_price,
        {{ onefold.read_decimal('summa') }} as as__amount
    from received
)

select
    ---------- ids
    {{ onefold.record_name('accounting', 'order_lines', ['dokument_id', 'nomer_stroki']) }} as record_name,
    'accounting' as source,
    'order_lines' as object,
    dokument_id || ',' || nomer_stroki as source_key,
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
    {{ onefold.kept_fields([['Ид', 'id']]) }} as custom_fields,

    ---------- order_line
    {{ onefold.record_name('accounting', 'orders', ['clean__dokument_id']) }} as "order",
    naimenovanie as name,
    as__line as line,
    as__quantity as quantity,
    as__unit_price as unit_price,
    as__amount as amount,

    ---------- what could not be read
    {{ onefold.names_that_hold([
        ['line', 'clean__nomer_stroki is not null and as__line is null'],
        ['quantity', 'kolichestvo is not null and as__quantity is null'],
        ['unit_price', 'tsena_za_edinitsu is not null and as__unit_price is null'],
        ['amount', 'summa is not null and as__amount is null']
    ]) }} as _type_failures,
    cast(null as varchar[]) as _unknown_codes
from typed
