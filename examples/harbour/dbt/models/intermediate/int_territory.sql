-- written by `onefold source build` from sources/*.yml; edit that file
-- content 5fb71bb8d5b7925b
select
    cast(null as varchar) as record_name,
    cast(null as varchar) as source,
    cast(null as varchar) as object,
    cast(null as varchar) as source_key,
    cast(null as bigint) as trust,
    cast(null as timestamp) as created_at,
    cast(null as timestamp) as updated_at,
    cast(null as boolean) as is_deleted,
    cast(null as varchar) as record_state,
    cast(null as varchar) as time_zone,
    cast(null as json) as custom_fields,
    cast(null as varchar) as name,
    cast(null as varchar) as country,
    cast(null as varchar) as region,
    cast(null as varchar) as postcode_prefix,
    cast(null as varchar) as segment,
    cast(null as varchar) as owner,
    cast(null as varchar) as owner_email,
    cast(null as varchar) as team,
    cast(null as bigint) as priority
where false
